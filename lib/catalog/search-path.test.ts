import { expect, it } from "vitest";
import { parseSearchPath } from "./search-path";

it.each([
  ['"$user", public', ["app", "public"]],
  ["public", ["public"]],
  ['"Odd Schema", "a,b", "say ""x"""', ["Odd Schema", "a,b", 'say "x"']],
  ["Public, $user", ["public", "app"]],
  ['""', []],
  ["", []],
])("reads %s", (setting, schemas) => {
  expect(parseSearchPath(setting, "app")).toEqual(schemas);
});
