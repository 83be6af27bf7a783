import { describe, expect, it } from "vitest";
import { LOCK_MODES } from "@/lib/contracts/constants";
import {
  blocksReads,
  blocksWrites,
  compareStrength,
  conflicts,
  lockModeSql,
  lockWords,
  stronger,
} from "./lock-modes";

describe("lock modes", () => {
  it("conflict both ways or not at all", () => {
    for (const a of LOCK_MODES) for (const b of LOCK_MODES) expect(conflicts(a, b)).toBe(conflicts(b, a));
  });

  it("conflict with no fewer modes the stronger they are, but for SHARE beside the exclusive ones", () => {
    const count = (mode: (typeof LOCK_MODES)[number]) =>
      LOCK_MODES.filter((other) => conflicts(mode, other)).length;
    expect(LOCK_MODES.map(count)).toEqual([1, 2, 4, 5, 5, 6, 7, 8]);
  });

  it.each([
    ["AccessShareLock", "blocks nobody", "ACCESS SHARE"],
    ["RowExclusiveLock", "blocks nobody", "ROW EXCLUSIVE"],
    ["ShareUpdateExclusiveLock", "blocks other schema changes only", "SHARE UPDATE EXCLUSIVE"],
    ["ShareLock", "blocks writes", "SHARE"],
    ["ShareRowExclusiveLock", "blocks writes", "SHARE ROW EXCLUSIVE"],
    ["AccessExclusiveLock", "blocks reads and writes", "ACCESS EXCLUSIVE"],
  ] as const)("%s %s", (mode, words, sql) => {
    expect(lockWords(mode)).toBe(words);
    expect(lockModeSql(mode)).toBe(sql);
  });

  it("compare by strength", () => {
    expect(stronger("ShareLock", "RowShareLock")).toBe("ShareLock");
    expect(compareStrength("AccessShareLock", "ShareLock")).toBeLessThan(0);
    expect(LOCK_MODES.filter(blocksReads)).toEqual(["AccessExclusiveLock"]);
    expect(LOCK_MODES.filter(blocksWrites)).toHaveLength(4);
  });
});
