import { expect, test } from "vitest";
import { suggestionIn, withName } from "./suggestions.model";

test("the names a message proposes are found, with the one that was wrong", () => {
  expect(suggestionIn("there is no table custmers; did you mean public.customers?")).toEqual({
    wrong: "custmers",
    names: ["public.customers"],
  });
  expect(suggestionIn("public.t has no column nmae; did you mean name, nam or names?")).toEqual({
    wrong: "nmae",
    names: ["name", "nam", "names"],
  });
  expect(suggestionIn("this sentence is not understood")).toBeNull();
  expect(suggestionIn(undefined)).toBeNull();
});

test("a wrong name is replaced as a word, not inside of others", () => {
  expect(withName("rename my_nam.nam to x", "nam", "name")).toBe("rename my_nam.name to x");
  expect(withName("rename a.b to c", "zz", "name")).toBe("rename a.b to c");
  expect(withName("rename T$1.x to y", "T$1", "$&")).toBe("rename $&.x to y");
});
