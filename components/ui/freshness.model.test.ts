import { expect, test } from "vitest";
import { freshnessOf, sayAge } from "./freshness.model";

test.each([
  [0, "fresh"],
  [3000, "fresh"],
  [3001, "ageing"],
  [10_001, "stale"],
] as const)("what is %s ms old is %s", (ageMs, freshness) => {
  expect(freshnessOf(ageMs)).toBe(freshness);
});

test.each([
  [240, false, "live · under 1 s old"],
  [3000, false, "live · 3.0 s old"],
  [3500, false, "last seen 3.5 s ago"],
  [75_000, false, "last seen 1 min 15 s ago"],
  [75_000, true, "paused · 1 min 15 s old"],
  [null, false, "not seen yet"],
] as const)("%s ms old, paused %s: %s", (ageMs, paused, words) => {
  expect(sayAge(ageMs, paused)).toBe(words);
});
