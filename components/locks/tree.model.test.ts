import { describe, expect, test } from "vitest";
import type { BlockerNode } from "@/lib/contracts/locks";
import { lockSample, lockSession } from "./fixture-session";
import { findNode, orderRoots, treeLines, waitingBelow } from "./tree.model";

const session = (pid: number, waitingMs: number | null = null) => lockSession({ pid, waitingMs });
const node = (pid: number, ...blocks: BlockerNode[]): BlockerNode => ({ pid, blocks });
const locks = lockSample;

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

test("a queue of hundreds is counted from below, and a session in two places once", () => {
  const deep = Array.from({ length: 400 }, (_, at) => 400 - at).reduce<BlockerNode>(
    (below, pid) => node(pid, below),
    node(401),
  );
  const lines = treeLines(locks([deep]), [1]);
  expect(lines.map(({ freesCount }) => freesCount)).toEqual(Array.from({ length: 401 }, (_, at) => 400 - at));
  expect(new Set(lines.map(({ key }) => key)).size).toBe(401);

  const shared = node(1, node(2, node(4, node(5))), node(3, node(4)));
  const counts = treeLines(locks([shared]), [1]).map(({ pid, freesCount }) => [pid, freesCount]);
  expect(counts).toEqual([
    [1, 4],
    [2, 2],
    [4, 1],
    [5, 0],
    [3, 1],
    [4, 0],
  ]);
});

test("a root that waits itself stands in a cycle", () => {
  const sample = locks(
    [node(1, node(2, node(1)))],
    [lockSession({ pid: 1, blockedBy: [2] }), lockSession({ pid: 2, blockedBy: [1] })],
  );
  expect(treeLines(sample, [1]).map(({ inCycle, key }) => [inCycle, key])).toEqual([
    [true, "/1"],
    [false, "1/2"],
    [false, "2/1"],
  ]);
});
