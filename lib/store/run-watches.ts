import { and, asc, eq, isNull, sql } from "drizzle-orm";
import type { Policy } from "../contracts/environment";
import type { NewRunEvent, WatchFinding } from "../contracts/run";
import type { Queryable, Tx } from "./client";
import { appendRunEvents, toWatch } from "./runs";
import { environments, rollouts, runs, runWatches, type ScanCounts } from "./schema";

/** A watch that goes on, with what its next look needs to know; all by the control plane's clock. */
export interface OpenWatch {
  readonly runId: string;
  /** The tables of the run's plan. */
  readonly relations: readonly string[];
  readonly findings: readonly WatchFinding[];
  /** Null before the first look. */
  readonly scans: ScanCounts | null;
  readonly policy: Partial<Policy>;
  /** Long enough after the run for its own scans to be counted. */
  readonly isSettled: boolean;
  /** Why it is over, where it is. */
  readonly over: "time" | "later-run" | null;
}

/** Postgres 13 and 14 tell of what a session did up to a second late, newer ones when it ends. */
const SETTLED_AFTER = "2 seconds";

/** Begins to watch after a run; for the transaction that says it succeeded. */
export async function beginWatch(
  tx: Tx,
  { runId, environmentId, watchMs }: { runId: string; environmentId: string; watchMs: number },
): Promise<void> {
  const until = sql`now() + ${watchMs} * interval '1 millisecond'`;
  const [row] = await tx
    .insert(runWatches)
    .values({ runId, environmentId, until })
    .onConflictDoNothing()
    .returning();
  if (row) await appendRunEvents(tx, runId, [{ type: "watch", data: { watch: toWatch(row) } }]);
}

/** An environment's watches that go on, or whose end nobody has told yet. */
export async function listOpenWatches(q: Queryable, environmentId: string): Promise<OpenWatch[]> {
  return q
    .select({
      runId: runWatches.runId,
      relations: rollouts.relations,
      findings: runWatches.findings,
      scans: runWatches.scans,
      policy: environments.policy,
      isSettled: sql<boolean>`${runs.finishedAt} < now() - interval '${sql.raw(SETTLED_AFTER)}'`,
      over: sql<OpenWatch["over"]>`case
        when exists (select from runs as later where later.rollout_id = ${runs.rolloutId}
                      and (later.created_at, later.id) > (${runs.createdAt}, ${runs.id})) then 'later-run'
        when ${runWatches.until} <= now() then 'time' end`,
    })
    .from(runWatches)
    .innerJoin(runs, eq(runs.id, runWatches.runId))
    .innerJoin(rollouts, eq(rollouts.id, runs.rolloutId))
    .innerJoin(environments, eq(environments.id, runWatches.environmentId))
    .where(and(eq(runWatches.environmentId, environmentId), isNull(runWatches.endedAt)))
    .orderBy(asc(runWatches.runId));
}

/** Keeps what the watch's scans are counted from. */
export async function keepScans(q: Queryable, runId: string, scans: ScanCounts): Promise<void> {
  await q.update(runWatches).set({ scans }).where(eq(runWatches.runId, runId));
}

/** What changes on a watch. */
export type WatchChange = Partial<Pick<typeof runWatches.$inferInsert, "findings" | "endedBy">>;

/**
 * Changes a watch and tells of it, with the log lines given before it. False where nothing was written: the watch is
 * over, or another sampler found something since `known` was read.
 */
export async function tellWatch(
  tx: Tx,
  known: Pick<OpenWatch, "runId" | "findings">,
  change: WatchChange,
  lines: readonly Extract<NewRunEvent, { type: "log" }>["data"][],
): Promise<boolean> {
  const [row] = await tx
    .update(runWatches)
    .set({ ...change, ...(change.endedBy ? { endedAt: sql`now()` } : {}) })
    .where(
      and(
        eq(runWatches.runId, known.runId),
        isNull(runWatches.endedAt),
        sql`${runWatches.findings} = ${JSON.stringify(known.findings)}::jsonb`,
      ),
    )
    .returning();
  if (!row) return false;
  const events: NewRunEvent[] = lines.map((data) => ({ type: "log", data }));
  await appendRunEvents(tx, known.runId, [...events, { type: "watch", data: { watch: toWatch(row) } }]);
  return true;
}
