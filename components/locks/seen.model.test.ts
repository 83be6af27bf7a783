import { expect, test } from "vitest";
import { lockSample } from "./fixture-session";
import { nextSeen } from "./seen.model";

const sample = lockSample([{ pid: 1, blocks: [{ pid: 2, blocks: [] }] }]);
const failed = lockSample([], [], { error: "connection refused" });

test("a sample is seen when it comes", () => {
  expect(nextSeen(null, undefined, 5)).toBeNull();
  expect(nextSeen(null, sample, 5)).toEqual({ locks: sample, at: 5 });
  const next = lockSample([]);
  expect(nextSeen({ locks: sample, at: 5 }, next, 255)).toEqual({ locks: next, at: 255 });
});
test("while the stream stands still, what was seen grows old", () => {
  const seen = { locks: sample, at: 5 };
  expect(nextSeen(seen, sample, 9_000)).toBe(seen);
  expect(nextSeen(seen, undefined, 9_000)).toBe(seen);
});
test("a sample that failed takes nothing from the screen, where there is something on it", () => {
  const seen = { locks: sample, at: 5 };
  expect(nextSeen(seen, failed, 255)).toBe(seen);
  expect(nextSeen(null, failed, 255)).toEqual({ locks: failed, at: 255 });
});
