import { describe, expect, test } from "vitest";
import {
  formatBytes,
  formatCount,
  formatDuration,
  formatInstant,
  formatLockMode,
  formatPercent,
  formatPlural,
  formatRelative,
} from "./format";

test.each([
  [0, "0 ms"],
  [999, "999 ms"],
  [1000, "1.0 s"],
  [9999, "9.9 s"],
  [10_000, "10 s"],
  [60_000, "1 min"],
  [200_000, "3 min 20 s"],
  [7_500_000, "2 h 5 min"],
  [356_400_000, "4 d 3 h"],
  [null, "–"],
] as const)("shows %s ms as %s", (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
});

test.each([
  [0, "0 B"],
  [1023, "1,023 B"],
  [1024, "1.0 kB"],
  [123_456_789, "118 MB"],
  [1.5 * 1024 ** 4, "1.5 TB"],
  [undefined, "–"],
] as const)("shows %s bytes as %s", (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});

describe("relative time", () => {
  const now = Date.parse("2026-01-31T12:00:00.000Z");
  test.each([
    ["2026-01-31T11:59:59.500Z", "just now"],
    ["2026-01-31T11:59:30.000Z", "30 s ago"],
    ["2026-01-31T11:55:00.000Z", "5 min ago"],
    ["2026-01-30T12:00:00.000Z", "1 d ago"],
    ["2026-01-31T15:00:00.000Z", "in 3 h"],
  ])("shows %s as %s", (instant, text) => {
    expect(formatRelative(instant, now)).toBe(text);
  });
});

test("an instant is never shown without its zone", () => {
  expect(formatInstant("2026-01-31T12:00:00.000Z")).toBe("2026-01-31 12:00:00 UTC");
});

test("a ratio just below one is not rounded up to all", () => {
  expect(formatPercent(0.9999)).toBe("99.9%");
  expect(formatPercent(1)).toBe("100%");
});

test("lock modes read as words", () => {
  expect(formatLockMode("ShareUpdateExclusiveLock")).toBe("Share update exclusive");
});

test("counts carry separators and the right noun", () => {
  expect(formatCount(1_203_344)).toBe("1,203,344");
  expect(formatPlural(1, "row")).toBe("1 row");
  expect(formatPlural(2, "query", "queries")).toBe("2 queries");
});
