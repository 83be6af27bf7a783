import { expect, test } from "vitest";
import { freshnessOf } from "./freshness.model";

test.each([
  [0, "fresh"],
  [3000, "fresh"],
  [3001, "ageing"],
  [10_001, "stale"],
] as const)("what is %s ms old is %s", (ageMs, freshness) => {
  expect(freshnessOf(ageMs)).toBe(freshness);
});
