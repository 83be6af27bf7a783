import { expect, test } from "vitest";
import { safeNextPath } from "./next-path.model";

test.each([
  ["/plans/p1?tab=sql", "/plans/p1?tab=sql"],
  ["//evil.example", "/"],
  ["/\\evil.example", "/"],
  ["https://evil.example", "/"],
  ["javascript:alert(1)", "/"],
  ["", "/"],
  [undefined, "/"],
])("after signing in, %s leads to %s", (next, path) => {
  expect(safeNextPath(next)).toBe(path);
});
