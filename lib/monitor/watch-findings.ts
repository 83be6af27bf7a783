import type { Locks } from "../contracts/locks";
import type { WatchFinding } from "../contracts/run";
import type { ScanCounts } from "../store/schema";
import { lockedRelation } from "./lock-names";

/** A finding as one look has it, before it is dated. */
export type Seen = Omit<WatchFinding, "firstAt" | "lastAt">;

/** Shorter waits are an app's daily life. */
const LEAST_WAIT_MS = 1_000;
/** Scans of fewer rows on average are what small tables are read by. */
const LARGE_SCAN_ROWS = 10_000;

/** Of sessions that wait on each of the tables, for the table's lock or one of its rows, the one that waits longest. */
export function seeWaiting(locks: Locks, relations: readonly string[]): Seen[] {
  const longest = new Map<string, Seen>();
  for (const session of locks.sessions) {
    const waitedMs = session.waitingMs ?? 0;
    if (waitedMs < LEAST_WAIT_MS || session.runId !== null) continue;
    for (const relation of relations) {
      // Who waits for another's row holds the lock on the row and waits for the other's transaction.
      const isOnIt = session.locks.some(
        ({ relation: thing, granted }) =>
          lockedRelation(thing) === relation && (!granted || thing !== relation),
      );
      if (!isOnIt || waitedMs <= (longest.get(relation)?.measure ?? 0)) continue;
      const blockers = session.blockedBy.map((pid) => nameOf(locks, pid)).join(", ");
      longest.set(relation, {
        code: "waiting",
        relation,
        message: `${nameOf(locks, session.pid)} waited ${seconds(waitedMs)} on ${relation}, behind ${blockers}.`,
        measure: waitedMs,
      });
    }
  }
  return [...longest.values()];
}

/** Large scans of whole tables since `before`. Counters that were reset say nothing. */
export function seeScans(before: ScanCounts, now: ScanCounts): Seen[] {
  return Object.entries(now).flatMap(([relation, { scans, rows }]): Seen[] => {
    const known = before[relation];
    if (!known || scans <= known.scans || rows < known.rows) return [];
    const more = scans - known.scans;
    const rowsEach = Math.round((rows - known.rows) / more);
    if (rowsEach < LARGE_SCAN_ROWS) return [];
    const times = more === 1 ? "once" : `${more.toLocaleString("en")} times`;
    return [
      {
        code: "scans",
        relation,
        message: `${relation} was read as a whole ${times} since the run, about ${rowsEach.toLocaleString("en")} rows each (${known.scans.toLocaleString("en")} scans were counted before).`,
        measure: more,
      },
    ];
  });
}

/** Something that goes on for `forMs`. */
export function seeOngoing(code: "app-health" | "error-rate" | "blind", what: string, forMs: number): Seen {
  return {
    code,
    relation: null,
    message: `${what}, for ${seconds(forMs)}.`,
    // From its first moment something to double.
    measure: Math.max(LEAST_WAIT_MS, forMs),
  };
}

/** What a look adds to what is known: new findings, and known ones that have become twice as bad. */
export function mergeFindings(
  known: readonly WatchFinding[],
  seen: readonly Seen[],
  at: string,
): { readonly findings: readonly WatchFinding[]; readonly news: readonly WatchFinding[] } {
  const findings = [...known];
  const news: WatchFinding[] = [];
  for (const one of seen) {
    const index = findings.findIndex(({ code, relation }) => code === one.code && relation === one.relation);
    const earlier = findings[index];
    if (earlier && one.measure < earlier.measure * 2) continue;
    const finding = { ...one, firstAt: earlier?.firstAt ?? at, lastAt: at };
    if (earlier) findings[index] = finding;
    else findings.push(finding);
    news.push(finding);
  }
  return { findings, news };
}

function nameOf({ sessions }: Locks, pid: number): string {
  const session = sessions.find((candidate) => candidate.pid === pid);
  return `${session?.applicationName || session?.user || "a session"} (pid ${pid})`;
}

const seconds = (ms: number): string => `${Math.round(ms / 100) / 10} s`;
