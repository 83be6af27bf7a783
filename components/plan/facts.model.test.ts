import { describe, expect, test } from "vitest";
import type { LockMode } from "@/lib/contracts/common";
import { formatEstimate, lockSentence, orderLocks } from "./facts.model";

const lock = (relation: string, mode: LockMode) => ({ relation, mode });
const wire = lock("interlock.wire", "AccessExclusiveLock");
const table = lock("public.customers", "AccessExclusiveLock");

test("the app's tables come before Interlock's own objects, the strongest lock first", () => {
  const weak = lock("public.orders", "ShareLock");
  const catalog = lock("pg_catalog.pg_proc", "AccessShareLock");
  expect(orderLocks([wire, catalog, weak, table])).toEqual([table, weak, wire]);
});

describe("what a step's locks mean", () => {
  test("a short lock is tried for, never queued for", () => {
    expect(lockSentence({ kind: "ddl", locks: [wire, table], transactional: true })).toBe(
      "Blocks reads and writes on public.customers for a moment. It is tried with NOWAIT until there is a gap, so nobody queues behind it.",
    );
  });

  test("a step on Interlock's own objects touches nothing of the app", () => {
    expect(lockSentence({ kind: "ddl", locks: [wire], transactional: true })).toBe("Locks nothing of yours.");
  });

  test("a backfill holds rows, and an index built concurrently or a validation lets traffic through", () => {
    const share = lock("public.customers", "ShareUpdateExclusiveLock");
    expect(lockSentence({ kind: "backfill", locks: [table], transactional: true })).toMatch(
      /rows of one batch/,
    );
    expect(lockSentence({ kind: "concurrent", locks: [share], transactional: false })).toMatch(
      /reads and writes go on/,
    );
    expect(lockSentence({ kind: "validate", locks: [share], transactional: true })).toMatch(
      /reads and writes go on/,
    );
  });

  test("tables locked alike are named together", () => {
    const locks = [table, lock("public.orders", "AccessExclusiveLock")];
    expect(lockSentence({ kind: "ddl", locks, transactional: true })).toContain(
      "on public.customers and public.orders for",
    );
  });
});

test.each([
  [1, 100, "under 100 ms"],
  [102, 1101, "102 ms to 1.1 s"],
  [1, 5000, "under 5.0 s"],
  [4000, 4050, "about 4.0 s"],
])("an estimate of %d to %d ms is %s", (lowMs, highMs, said) => {
  expect(formatEstimate({ lowMs, highMs, basis: "" })).toBe(said);
});
