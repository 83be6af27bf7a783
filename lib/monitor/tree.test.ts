import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { BlockerNode } from "../contracts/locks";
import { buildForest, harmMsOf, type WaitingSession } from "./tree";

const session = (pid: number, ...blockedBy: number[]): WaitingSession => ({ pid, blockedBy });
const node = (pid: number, ...blocks: BlockerNode[]): BlockerNode => ({ pid, blocks });

describe("buildForest", () => {
  it("is empty where nobody waits", () => {
    expect(buildForest([session(1), session(2)])).toEqual([]);
  });
  it("puts a chain of three below its root", () => {
    expect(buildForest([session(3, 2), session(2, 1), session(1)])).toEqual([node(1, node(2, node(3)))]);
  });
  it("leaves out what a nearer blocker says already", () => {
    // A lock queue: each waits for the holder and for everybody ahead.
    expect(buildForest([session(1), session(2, 1), session(3, 1, 2), session(4, 1, 2, 3)])).toEqual([
      node(1, node(2, node(3, node(4)))),
    ]);
  });
  it("puts siblings side by side, by pid", () => {
    expect(buildForest([session(9, 1), session(5, 1)])).toEqual([node(1, node(5), node(9))]);
  });
  it("makes a root of a blocker without a row", () => {
    expect(buildForest([session(2, 77)])).toEqual([node(77, node(2))]);
  });
  it("makes a root of a prepared transaction", () => {
    expect(buildForest([session(-741), session(2, -741)])).toEqual([node(-741, node(2))]);
  });
  it("shows a session below each of two holders, its own waiters once", () => {
    expect(buildForest([session(1), session(2), session(3, 1, 2), session(4, 3)])).toEqual([
      node(1, node(3, node(4))),
      node(2, node(3)),
    ]);
  });
  it("starts a cycle at its lowest pid and ends it there", () => {
    expect(buildForest([session(7, 5), session(5, 6), session(6, 7)])).toEqual([
      node(5, node(7, node(6, node(5)))),
    ]);
  });
  it("hangs those who wait for a cycle below it", () => {
    expect(buildForest([session(3, 4), session(4, 3), session(1, 4)])).toEqual([
      node(3, node(4, node(1), node(3))),
    ]);
  });
  it("survives a session that names itself", () => {
    expect(buildForest([session(1, 1), session(2, 1)])).toEqual([node(1, node(2))]);
  });

  const anySessions = fc
    .array(
      fc.tuple(
        fc.integer({ min: 1, max: 12 }),
        fc.uniqueArray(fc.integer({ min: 1, max: 14 }), { maxLength: 5 }),
      ),
      {
        maxLength: 14,
      },
    )
    .map((pairs) => [...new Map(pairs)].map(([pid, blockedBy]): WaitingSession => ({ pid, blockedBy })));
  const flatten = (nodes: readonly BlockerNode[]): number[] =>
    nodes.flatMap((entry) => [entry.pid, ...flatten(entry.blocks)]);

  it("shows everybody who waits or blocks, and nobody else", () => {
    fc.assert(
      fc.property(anySessions, (sessions) => {
        const involved = sessions.flatMap(({ pid, blockedBy }) => {
          const others = blockedBy.filter((blocker) => blocker !== pid);
          return others.length > 0 ? [pid, ...others] : [];
        });
        expect(new Set(flatten(buildForest(sessions)))).toEqual(new Set(involved));
      }),
    );
  });
  it("draws only edges that exist", () => {
    fc.assert(
      fc.property(anySessions, (sessions) => {
        const blockersOf = new Map(sessions.map((entry) => [entry.pid, entry.blockedBy]));
        const check = (parent: BlockerNode): void => {
          for (const child of parent.blocks) {
            expect(blockersOf.get(child.pid)).toContain(parent.pid);
            check(child);
          }
        };
        buildForest(sessions).forEach(check);
      }),
    );
  });
  it("does not depend on the order of the sessions", () => {
    fc.assert(
      fc.property(anySessions, (sessions) => {
        expect(buildForest([...sessions].reverse())).toEqual(buildForest(sessions));
      }),
    );
  });
  it("stays small for a queue of 500", () => {
    const queue = Array.from({ length: 500 }, (_, index) =>
      session(index + 1, ...Array.from({ length: index }, (_, ahead) => ahead + 1)),
    );
    expect(flatten(buildForest(queue))).toHaveLength(500);
  });
});

describe("harmMsOf", () => {
  const waiting = (
    pid: number,
    waitingMs: number | null,
    blockedBy: number[],
    runId: string | null = null,
  ) => ({
    pid,
    waitingMs,
    blockedBy,
    runId,
  });
  it("counts waits for our runs, also through others, and not our own", () => {
    expect(
      harmMsOf([
        waiting(1, null, []),
        waiting(2, 900, [1], "run_1"),
        waiting(3, 100, [2]),
        waiting(4, 30, [3]),
        waiting(5, 7, [1]),
        waiting(6, 50, [2], "run_2"),
      ]),
    ).toBe(130);
  });
  it("is 0 where no run of ours is about", () => {
    expect(harmMsOf([waiting(1, null, []), waiting(2, 50, [1])])).toBe(0);
  });
});
