import { describe, expect, test } from "vitest";
import type { BlockerNode, LockSession, Locks } from "@/lib/contracts/locks";
import { findNode, orderRoots, treeLines, waitingBelow } from "./tree.model";

const session = (pid: number, waitingMs: number | null = null): LockSession => ({
  pid,
  user: "shop",
  applicationName: "shop v1",
  clientAddress: null,
  backendType: "client backend",
  state: "active",
  waitEventType: null,
  waitEvent: null,
  query: "select 1",
  xactStart: null,
  queryStart: null,
  stateChange: null,
  waitingMs,
  blockedBy: [],
  locks: [],
  runId: null,
});
const node = (pid: number, ...blocks: BlockerNode[]): BlockerNode => ({ pid, blocks });
const locks = (roots: BlockerNode[], sessions: LockSession[] = []): Locks => ({
  takenAt: "2026-01-31T12:00:00.000Z",
  sampleMs: 2,
  sessions,
  roots,
  summary: { waiting: 0, longestWaitMs: 0, harmMs: 0 },
  error: null,
});

describe("order of roots", () => {
  const sample = locks([node(1, node(10)), node(2, node(20))], [session(10, 50), session(20, 900)]);
  test("the most harmful comes first when nothing was shown before", () => {
    expect(orderRoots(sample, [])).toEqual([2, 1]);
  });
  test("what is on the screen keeps its place, and new ones come after it", () => {
    expect(orderRoots(sample, [1])).toEqual([1, 2]);
    expect(orderRoots(sample, [7, 1, 2])).toEqual([1, 2]);
  });
});

test("the tree lists a root, then those that wait for it, with how many each frees", () => {
  const sample = locks([node(1, node(3), node(2, node(4)))], [session(1), session(4, 10)]);
  expect(treeLines(sample, [1]).map((line) => [line.pid, line.depth, line.freesCount])).toEqual([
    [1, 0, 3],
    [2, 1, 1],
    [4, 2, 0],
    [3, 1, 0],
  ]);
});

test("a session that waits for two others is freed once and shown twice", () => {
  const lines = treeLines(locks([node(1, node(9)), node(2, node(9))]), [1, 2]);
  expect(new Set(lines.map((line) => line.key)).size).toBe(4);
  expect(waitingBelow(node(1, node(2, node(9)), node(3, node(9))))).toEqual([2, 9, 3]);
});

test("a cycle does not count the session itself", () => {
  expect(waitingBelow(node(1, node(2, node(1))))).toEqual([2]);
});

test("a session is found at any depth", () => {
  const deep = node(4, node(5));
  expect(findNode([node(1, node(2, deep))], 4)).toBe(deep);
  expect(findNode([node(1)], 8)).toBeNull();
});
