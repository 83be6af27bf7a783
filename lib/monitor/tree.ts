import type { BlockerNode } from "../contracts/locks";

/** What the tree needs to know of a session. */
export interface WaitingSession {
  readonly pid: number;
  /** Pids it waits for, as pg_blocking_pids gives them: holders, and those ahead in the queue. */
  readonly blockedBy: readonly number[];
}

/**
 * Who blocks whom, as trees: a root waits for nobody, below it are those who wait for it.
 *
 * pg_blocking_pids names everybody ahead in the queue, so the tenth waiter has ten blockers; an edge is left out where
 * a nearer blocker waits for the farther one itself. A session that waits for two unrelated holders stands below
 * both, with its own waiters below it the first time only: the answer stays as small as what there is to say.
 * Blockers without a row of their own (they ended meanwhile, or belong to another database) are nodes all the same.
 * A cycle (Postgres is about to end one of its members) has its lowest pid as root and ends in that pid again.
 */
export function buildForest(sessions: readonly WaitingSession[]): BlockerNode[] {
  const blockersOf = directBlockers(new Map(sessions.map(({ pid, blockedBy }) => [pid, blockedBy])));
  const waitersOf = new Map<number, number[]>();
  for (const [pid, blockers] of blockersOf)
    for (const blocker of blockers) {
      const waiters = waitersOf.get(blocker);
      if (waiters) waiters.push(pid);
      else waitersOf.set(blocker, [pid]);
    }

  const expanded = new Set<number>();
  const expand = (pid: number): BlockerNode => {
    if (expanded.has(pid)) return { pid, blocks: [] };
    expanded.add(pid);
    return { pid, blocks: (waitersOf.get(pid) ?? []).sort(ascending).map(expand) };
  };
  const blocking = [...waitersOf.keys()].sort(ascending);
  const roots = blocking.filter((pid) => !blockersOf.has(pid)).map(expand);
  // What no root reaches stands in a cycle, or waits for one.
  for (const pid of blocking) if (!expanded.has(pid) && isInCycle(pid, blockersOf)) roots.push(expand(pid));
  return roots;
}

/**
 * Whom each session waits for, without those whom it waits for through another of them. Sessions that wait for nobody
 * but themselves are left out. Who waits for whom in the end stays the same.
 */
export function directBlockers(
  blockedBy: ReadonlyMap<number, readonly number[]>,
): ReadonlyMap<number, readonly number[]> {
  const blockersOf = new Map<number, number[]>();
  for (const [pid, all] of blockedBy) {
    const blockers = [...new Set(all)].filter((blocker) => blocker !== pid).sort(ascending);
    if (blockers.length > 0) blockersOf.set(pid, blockers);
  }
  const depths = depthsOf(blockersOf);
  return new Map(
    [...blockersOf.keys()].map((pid) => [pid, nearestBlockers(pid, blockersOf, depths).sort(ascending)]),
  );
}

const ascending = (a: number, b: number) => a - b;

/**
 * An edge that closes a cycle covers nothing: else members of the cycle would each leave a common blocker to the next,
 * and it would be lost.
 */
function nearestBlockers(
  pid: number,
  blockersOf: ReadonlyMap<number, readonly number[]>,
  depths: ReadonlyMap<number, number>,
): number[] {
  const depthOf = (of: number) => depths.get(of) ?? 0;
  const nearestFirst = [...(blockersOf.get(pid) ?? [])].sort((a, b) => depthOf(b) - depthOf(a) || a - b);
  const behind = new Set<number>();
  const kept: number[] = [];
  for (const blocker of nearestFirst) {
    if (behind.has(blocker)) continue;
    kept.push(blocker);
    if (depthOf(blocker) < depthOf(pid))
      for (const farther of blockersOf.get(blocker) ?? []) behind.add(farther);
  }
  return kept;
}

/** Longest way to a session that waits for nobody; edges that close a cycle count for nothing. */
function depthsOf(blockersOf: ReadonlyMap<number, readonly number[]>): Map<number, number> {
  const depths = new Map<number, number>();
  const onPath = new Set<number>();
  const depthOf = (pid: number): number => {
    const known = depths.get(pid);
    if (known !== undefined) return known;
    onPath.add(pid);
    let depth = 0;
    for (const blocker of blockersOf.get(pid) ?? [])
      if (!onPath.has(blocker)) depth = Math.max(depth, depthOf(blocker) + 1);
    onPath.delete(pid);
    depths.set(pid, depth);
    return depth;
  };
  for (const pid of [...blockersOf.keys()].sort(ascending)) depthOf(pid);
  return depths;
}

/** Whether a session waits, through others, for itself. */
function isInCycle(pid: number, blockersOf: ReadonlyMap<number, readonly number[]>): boolean {
  return reaches(pid, (candidate) => candidate === pid, blockersOf);
}

/** Whether following "waits for" from a session leads to one that answers the question. */
function reaches(
  from: number,
  question: (pid: number) => boolean,
  blockersOf: ReadonlyMap<number, readonly number[]>,
): boolean {
  const seen = new Set<number>();
  const queue = [...(blockersOf.get(from) ?? [])];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    if (question(next)) return true;
    if (seen.has(next)) continue;
    seen.add(next);
    queue.push(...(blockersOf.get(next) ?? []));
  }
  return false;
}

/**
 * Session-milliseconds of waiting now that our own runs cause: everybody who waits for one of them, also through
 * others (they queue behind our statement, which itself waits). Our own sessions' waits are not harm.
 */
export function harmMsOf(
  sessions: readonly (WaitingSession & {
    readonly runId: string | null;
    readonly waitingMs: number | null;
  })[],
): number {
  const ours = new Set(sessions.filter((session) => session.runId !== null).map((session) => session.pid));
  if (ours.size === 0) return 0;
  const blockersOf = new Map(sessions.map((session) => [session.pid, session.blockedBy]));
  let harmMs = 0;
  for (const session of sessions) {
    if (session.runId !== null || session.waitingMs === null) continue;
    if (reaches(session.pid, (pid) => ours.has(pid), blockersOf)) harmMs += session.waitingMs;
  }
  return harmMs;
}
