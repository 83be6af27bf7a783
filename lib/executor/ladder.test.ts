import { describe, expect, it } from "vitest";
import { LOCK_MODES } from "../contracts/constants";
import type { Blocker } from "../contracts/run";
import { conflicts, lockModeSql } from "../sql/lock-modes";
import { FIRST_RUNG, type Ladder, type Move, nextMove, type Seen } from "./ladder";
import { tryLockSql } from "./try-lock";

const holder = (transactionAgeMs: number | null): Blocker => ({
  pid: 1,
  user: "app",
  applicationName: "shop",
  state: "active",
  query: null,
  transactionAgeMs,
  relation: "public.people",
  mode: "AccessShareLock",
});
const seen = (...ages: (number | null)[]): Seen => ({
  blockers: ages.map(holder),
  onlyYieldingVacuum: false,
});

function moves(what: Seen, times: number): Move[] {
  const made: Move[] = [];
  let ladder: Ladder = FIRST_RUNG;
  for (let i = 0; i < times; i++) {
    const next = nextMove(ladder, what);
    ladder = next.ladder;
    made.push(next.move);
  }
  return made;
}

describe("the next move", () => {
  it("tries without queueing where nobody is in the way", () => {
    expect(moves(seen(), 1)).toMatchObject([{ kind: "try", waitMs: 0 }]);
  });

  it.each([[1_000], [60_000], [null]])("only looks while a holder is %s ms old", (age) => {
    expect(moves(seen(5, age), 50).every((move) => move.kind === "look-again")).toBe(true);
  });

  it("waits in the queue only after short holders kept overlapping, and sleeps ten times as long", () => {
    const made = moves(seen(5, 20), 10);
    expect(made.map((move) => move.kind === "try" && move.waitMs)).toEqual([
      0, 0, 0, 0, 0, 10, 20, 50, 100, 100,
    ]);
    for (const move of made)
      if (move.kind === "try") expect(move.sleepMs).toBeGreaterThanOrEqual(10 * move.waitMs);
  });

  it("never waits longer than the step may still cost others", () => {
    let ladder: Ladder = { overlaps: 5, rung: 0, vacuumRefusals: 0 };
    const waits: number[] = [];
    for (let i = 0; i < 4; i++) {
      const next = nextMove(ladder, seen(5), 30);
      ladder = next.ladder;
      if (next.move.kind === "try") waits.push(next.move.waitMs);
    }
    expect(waits).toEqual([10, 20, 0, 0]);
  });

  it("starts from the first rung again once a long holder came", () => {
    let { ladder } = nextMove({ overlaps: 9, rung: 3, vacuumRefusals: 0 }, seen(5_000));
    expect(ladder).toEqual(FIRST_RUNG);
    ({ ladder } = nextMove(ladder, seen(5)));
    expect(ladder.overlaps).toBe(1);
  });

  it("makes an autovacuum yield after three refusals", () => {
    const vacuum: Seen = { blockers: [holder(90_000)], onlyYieldingVacuum: true };
    expect(moves(vacuum, 4).map((move) => move.kind === "try" && move.nudgeVacuum)).toEqual([
      false,
      false,
      false,
      true,
    ]);
  });
});

describe("lock modes", () => {
  it("conflict symmetrically", () => {
    for (const a of LOCK_MODES) for (const b of LOCK_MODES) expect(conflicts(a, b)).toBe(conflicts(b, a));
  });

  it("are spelled as LOCK TABLE wants them", () => {
    expect(lockModeSql("ShareRowExclusiveLock")).toBe("SHARE ROW EXCLUSIVE");
    expect(lockModeSql("AccessExclusiveLock")).toBe("ACCESS EXCLUSIVE");
  });

  it("are tried in a block whose tag no name can close", () => {
    const want = { oid: 1, relation: 'public."a$interlock$b"', mode: "AccessExclusiveLock" } as const;
    const sql = tryLockSql([want], { waitMs: 0, nudgeVacuum: false });
    expect(sql).toContain("NOWAIT");
    expect(sql.startsWith("DO $interlock0$")).toBe(true);
  });
});
