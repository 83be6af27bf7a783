import type { BlockerNode, LockSession, Locks } from "@/lib/contracts/locks";

/** One line of the blocker tree. */
export interface TreeLine {
  readonly pid: number;
  readonly depth: number;
  /** Sessions below it, at any depth: those that get free when it ends. */
  readonly freesCount: number;
  readonly session: LockSession | null;
  /** A root that waits, through others, for itself. */
  readonly inCycle: boolean;
  /** Unique also where a session waits for several others and so stands in several places. */
  readonly key: string;
}

/** What all below a node have waited, in ms. */
function harmBelow(node: BlockerNode, sessions: ReadonlyMap<number, LockSession>): number {
  return node.blocks.reduce(
    (sum, child) => sum + (sessions.get(child.pid)?.waitingMs ?? 0) + harmBelow(child, sessions),
    0,
  );
}

/** Everybody below a node, each once. */
export function waitingBelow(node: BlockerNode): readonly number[] {
  const found = new Set<number>();
  const visit = (inner: BlockerNode) => {
    for (const child of inner.blocks) {
      // A cycle would come back to where it began.
      if (child.pid === node.pid || found.has(child.pid)) continue;
      found.add(child.pid);
      visit(child);
    }
  };
  visit(node);
  return [...found];
}

/**
 * Roots in the order to show them. Those that were there keep their places, so that nothing jumps under a finger;
 * new ones come after them, worst first. Without a former order all are ranked by harm.
 */
export function orderRoots(locks: Locks, former: readonly number[]): readonly number[] {
  const sessions = new Map(locks.sessions.map((session) => [session.pid, session]));
  const harm = new Map(locks.roots.map((root) => [root.pid, harmBelow(root, sessions)]));
  const kept = former.filter((pid) => harm.has(pid));
  const fresh = [...harm.keys()]
    .filter((pid) => !kept.includes(pid))
    .sort((a, b) => (harm.get(b) ?? 0) - (harm.get(a) ?? 0) || a - b);
  return [...kept, ...fresh];
}

/** The tree as lines, root blockers first, in the order of `roots`; below a node by pid, which never changes. */
export function treeLines(locks: Locks, roots: readonly number[]): readonly TreeLine[] {
  const sessions = new Map(locks.sessions.map((session) => [session.pid, session]));
  const byPid = new Map(locks.roots.map((root) => [root.pid, root]));
  const lines: TreeLine[] = [];
  const add = (node: BlockerNode, depth: number, above: string, frees: ReadonlyMap<BlockerNode, number>) => {
    const session = sessions.get(node.pid) ?? null;
    lines.push({
      pid: node.pid,
      depth,
      freesCount: frees.get(node) ?? 0,
      session,
      inCycle: depth === 0 && (session?.blockedBy.length ?? 0) > 0,
      key: `${above}/${node.pid}`,
    });
    for (const child of [...node.blocks].sort((a, b) => a.pid - b.pid))
      add(child, depth + 1, String(node.pid), frees);
  };
  for (const pid of roots) {
    const root = byPid.get(pid);
    if (root) add(root, 0, "", freesCounts(root));
  }
  return lines;
}

/** How many get free with each node of a tree. Counted from below where nobody stands in two places: a queue is deep. */
function freesCounts(root: BlockerNode): ReadonlyMap<BlockerNode, number> {
  const counts = new Map<BlockerNode, number>();
  const pids = new Set<number>();
  const count = (node: BlockerNode): number => {
    pids.add(node.pid);
    const below = node.blocks.reduce((sum, child) => sum + 1 + count(child), 0);
    counts.set(node, below);
    return below;
  };
  count(root);
  if (pids.size < counts.size) for (const node of counts.keys()) counts.set(node, waitingBelow(node).length);
  return counts;
}

/** The node of a session wherever it stands, or null where it blocks nobody. */
export function findNode(roots: readonly BlockerNode[], pid: number): BlockerNode | null {
  for (const root of roots) {
    if (root.pid === pid) return root;
    const below = findNode(root.blocks, pid);
    if (below) return below;
  }
  return null;
}
