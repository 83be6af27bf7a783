import { and, desc, eq, ne } from "drizzle-orm";
import type { RelationLock } from "../contracts/common";
import type { Action } from "../contracts/plan";
import type { RunStep } from "../contracts/run";
import { compareStrength } from "../sql/lock-modes";
import { environments, runs } from "../store/schema";
import type { RunContext } from "./context";
import { untilAnswered } from "./control-plane";
import { ABORT, askPerson } from "./interruption";
import type { TargetSession } from "./session";

/** The choice that lets a run leave the envelope of the environment before. */
const GO_OUTSIDE = { id: "go-outside", label: "Go on without these limits" } as const;
/** Another server is not another plan: five times as long is still the same thing, and half a second is nothing. */
const TIMES = 5;
const LEAST_LIMIT_MS = 500;

export type Measured = NonNullable<RunStep["measured"]>;

/** What a step showed where the same plan ran before, and on which environment. */
export interface Envelope {
  readonly from: string;
  readonly measured: Measured;
  /** The most that it may hold its locks here; null where that grows with the table, which may be larger here. */
  readonly lockedMsLimit: number | null;
}

/**
 * The flight envelope of each step, by id: from the newest run of the same plan's phase that succeeded on another
 * environment. Empty where there is none, on the way back, and once a person chose to go on without.
 */
export async function readEnvelopes({
  store,
  lease,
  run,
}: RunContext): Promise<ReadonlyMap<string, Envelope>> {
  if (run.direction === "down" || run.choices.includes(GO_OUTSIDE.id)) return new Map();
  const [before] = await untilAnswered(lease, () =>
    store.db
      .select({ steps: runs.steps, from: environments.name })
      .from(runs)
      .innerJoin(environments, eq(environments.id, runs.environmentId))
      .where(
        and(
          eq(runs.planId, run.planId),
          eq(runs.phaseId, run.phase.id),
          eq(runs.direction, "up"),
          eq(runs.state, "succeeded"),
          ne(runs.environmentId, run.environmentId),
        ),
      )
      .orderBy(desc(runs.id))
      .limit(1),
  );
  return new Map(
    (before?.steps ?? []).flatMap(({ id, measured }) => {
      const action = run.phase.steps.find((step) => step.id === id);
      if (!measured || !action) return [];
      return [[id, { from: before!.from, measured, lockedMsLimit: limitOf(action, measured) }]];
    }),
  );
}

function limitOf(action: Action, { lockedMs }: Measured): number | null {
  const isShort = (action.blocksReads || action.blocksWrites) && !action.scans && !action.rewrites;
  return isShort ? Math.max(LEAST_LIMIT_MS, Math.ceil(TIMES * lockedMs)) : null;
}

/**
 * Table locks that our transaction holds, the strongest of each relation; ordinary reads' and writes' left out, partitions,
 * whose names differ, and a migration tool's `history`.
 */
export async function readHeldLocks(
  { client }: TargetSession,
  history: string | null = null,
): Promise<RelationLock[]> {
  const { rows } = await client.query<RelationLock>(
    `SELECT l.relation::regclass::text AS relation, l.mode
       FROM pg_locks l JOIN pg_class c ON c.oid = l.relation
      WHERE l.pid = pg_backend_pid() AND l.granted AND l.locktype = 'relation' AND c.relkind IN ('r', 'p') AND NOT c.relispartition
        AND c.relnamespace NOT IN ('pg_catalog'::regnamespace, 'pg_toast'::regnamespace)
        AND c.relnamespace IS DISTINCT FROM to_regnamespace('interlock')
        AND l.relation IS DISTINCT FROM to_regclass($1)
        AND l.mode NOT IN ('AccessShareLock', 'RowShareLock', 'RowExclusiveLock')
      ORDER BY 1, 2`,
    [history],
  );
  const strongest = new Map<string, RelationLock>();
  for (const lock of rows) {
    const known = strongest.get(lock.relation);
    if (!known || compareStrength(lock.mode, known.mode) > 0) strongest.set(lock.relation, lock);
  }
  return [...strongest.values()];
}

/** Before the commit. Throws StopAndAsk `flight.envelope` where the step did more than on the environment before. */
export function assertInEnvelope(envelope: Envelope | undefined, action: Action, now: Measured): void {
  if (!envelope) return;
  const { from, measured, lockedMsLimit } = envelope;
  const before = new Map(measured.locks.map(({ relation, mode }) => [relation, mode]));
  const more = now.locks.filter(({ relation, mode }) => {
    const known = before.get(relation);
    return !known || compareStrength(mode, known) > 0;
  });
  if (more.length > 0) {
    throw outside(
      action,
      `it took ${more.map(({ relation, mode }) => `${mode} on ${relation}`).join(", ")}, which it did not on ${from}`,
    );
  }
  if (lockedMsLimit !== null && now.lockedMs > lockedMsLimit) throw tookTooLong(envelope, action);
}

export function tookTooLong({ from, measured, lockedMsLimit }: Envelope, action: Action): Error {
  return outside(
    action,
    `it would hold its locks for longer than ${lockedMsLimit} ms; on ${from} it took ${Math.round(measured.lockedMs)} ms`,
  );
}

function outside(action: Action, what: string): Error {
  return askPerson(
    "flight.envelope",
    `${action.title}: ${what}. It was rolled back and nothing was changed.`,
    [{ id: "keep-trying", label: "Try again" }, GO_OUTSIDE, ABORT],
  );
}
