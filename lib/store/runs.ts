import { and, asc, desc, eq, gt, inArray, lt, sql } from "drizzle-orm";
import { Policy } from "../contracts/environment";
import type { PhaseNode } from "../contracts/plan";
import { fail, ok, type Result } from "../contracts/result";
import {
  type NewRunEvent,
  type PauseReason,
  type Run,
  RunEvent,
  type RunPace,
  type RunState,
  type RunStep,
  type RunWatch,
} from "../contracts/run";
import { ACTIVE_RUN_STATES, isFinal, runActions, statesBefore } from "../contracts/run-states";
import type { Queryable, Store, Tx } from "./client";
import { newId } from "./ids";
import {
  environments,
  plans,
  type RunBaseline,
  type RunRecord,
  rollouts,
  runEvents,
  runs,
  runWatches,
  user,
} from "./schema";

export interface NewRun {
  readonly rolloutId: string;
  readonly planId: string;
  readonly environmentId: string;
  readonly phase: PhaseNode;
  readonly direction: "up" | "down";
  readonly startedById: string;
  /** What it tells the team's own migration tool; nothing where left out. */
  readonly record?: RunRecord | null;
}

/**
 * Makes a queued run with its steps (for `down`: the reverts, last step first) and its first event.
 * Fails with `conflict` where another run of the rollout is still active. Call `dispatchRun` in the same transaction.
 */
export async function createRun(tx: Tx, input: NewRun): Promise<Result<{ id: string }>> {
  const id = newId("run");
  const inserted = await tx
    .insert(runs)
    .values({
      id,
      rolloutId: input.rolloutId,
      planId: input.planId,
      environmentId: input.environmentId,
      phaseId: input.phase.id,
      direction: input.direction,
      state: "queued",
      steps: stepsOf(input.phase, input.direction),
      startedById: input.startedById,
      record: input.record ?? null,
    })
    // The partial unique index on active runs decides between two people who press at once.
    .onConflictDoNothing()
    .returning({ id: runs.id });
  if (inserted.length === 0) {
    const message = "Another run of this plan is still active on this environment.";
    return fail({ code: "conflict", message, reasons: [{ code: "run.active", message, remedy: "wait" }] });
  }
  await appendRunEvents(tx, id, [{ type: "state", data: { state: "queued", reason: null, error: null } }]);
  return ok({ id });
}

/** Steps of a run before anything has happened; a revert takes the last step back first. */
export function stepsOf(phase: PhaseNode, direction: "up" | "down"): RunStep[] {
  const blank = {
    state: "pending",
    startedAt: null,
    finishedAt: null,
    attempts: 0,
    harmMs: 0,
    progress: null,
    error: null,
  } as const;
  if (direction === "up")
    return phase.steps.map(({ id, title, kind, sql, locks }) => ({ id, title, kind, sql, locks, ...blank }));
  return phase.steps.toReversed().map((step) => ({
    id: step.id,
    title: `Take back: ${step.title}`,
    kind: step.revert.actions[0]?.kind ?? step.kind,
    sql: step.revert.sql,
    locks: step.revert.actions.flatMap((action) => action.locks),
    ...blank,
  }));
}

const runColumns = {
  run: runs,
  watch: runWatches,
  draft: plans.draft,
  changeId: plans.changeId,
  policy: environments.policy,
  startedByName: user.name,
};

/** A run as the API shows it, or null. */
export async function getRun(store: Store | { readonly db: Queryable }, id: string): Promise<Run | null> {
  const rows = await selectRuns(store.db).where(eq(runs.id, id));
  return rows[0] ? toRun(rows[0]) : null;
}

/** Runs that still hold their rollout, newest first; of one environment where given. */
export async function listActiveRuns(db: Queryable, environmentId?: string): Promise<Run[]> {
  const active = inArray(runs.state, [...ACTIVE_RUN_STATES]);
  const rows = await selectRuns(db)
    .where(environmentId === undefined ? active : and(active, eq(runs.environmentId, environmentId)))
    .orderBy(sql`${runs.createdAt} desc, ${runs.id} desc`);
  return rows.map(toRun);
}

/** Which runs to list; `cursor` is the last id of the page before. */
export interface RunFilter {
  readonly environmentId?: string | undefined;
  readonly planId?: string | undefined;
  readonly state?: RunState | undefined;
  /** Only those that still hold their rollout. */
  readonly active?: boolean | undefined;
  readonly cursor?: string | undefined;
  readonly limit: number;
}

/** Runs, newest first. */
export async function listRuns(
  db: Queryable,
  filter: RunFilter,
): Promise<{ items: Run[]; nextCursor: string | null }> {
  const rows = await selectRuns(db)
    .where(
      and(
        filter.environmentId === undefined ? undefined : eq(runs.environmentId, filter.environmentId),
        filter.planId === undefined ? undefined : eq(runs.planId, filter.planId),
        filter.state === undefined ? undefined : eq(runs.state, filter.state),
        filter.active ? inArray(runs.state, [...ACTIVE_RUN_STATES]) : undefined,
        filter.cursor === undefined ? undefined : lt(runs.id, filter.cursor),
      ),
    )
    .orderBy(desc(runs.id))
    .limit(filter.limit + 1);
  const items = rows.slice(0, filter.limit).map(toRun);
  return { items, nextCursor: rows.length > filter.limit ? (items.at(-1)?.id ?? null) : null };
}

function selectRuns(db: Queryable) {
  return db
    .select(runColumns)
    .from(runs)
    .innerJoin(plans, eq(plans.id, runs.planId))
    .innerJoin(environments, eq(environments.id, runs.environmentId))
    .innerJoin(user, eq(user.id, runs.startedById))
    .leftJoin(runWatches, eq(runWatches.runId, runs.id))
    .$dynamic();
}

function toRun(row: Awaited<ReturnType<typeof selectRuns>>[number]): Run {
  const { run, draft } = row;
  const node = draft.nodes.find((candidate) => candidate.id === run.phaseId);
  return {
    id: run.id,
    planId: run.planId,
    changeId: row.changeId,
    environmentId: run.environmentId,
    phaseId: run.phaseId,
    phaseTitle: node?.title ?? run.phaseId,
    direction: run.direction,
    state: run.state,
    reason: run.reason,
    error: run.error,
    startedById: run.startedById,
    startedByName: row.startedByName,
    createdAt: run.createdAt.toISOString(),
    startedAt: run.startedAt?.toISOString() ?? null,
    finishedAt: run.finishedAt?.toISOString() ?? null,
    harmMs: run.steps.reduce((sum, step) => sum + step.harmMs, 0),
    harmBudgetMs: Policy.parse(row.policy).harmBudgetMs,
    pace: run.pace,
    preflight: run.preflight,
    record: run.record && {
      tool: run.record.tool,
      history: run.record.history,
      migrations: run.record.migrations.map(({ name }) => name),
    },
    steps: run.steps,
    watch: row.watch && toWatch(row.watch),
    lastSeq: run.lastSeq,
    actions: runActions(run.state),
  };
}

/** A watch as the API shows it. */
export function toWatch(row: typeof runWatches.$inferSelect): RunWatch {
  return {
    until: row.until.toISOString(),
    endedAt: row.endedAt?.toISOString() ?? null,
    endedBy: row.endedBy,
    findings: row.findings,
  };
}

// ── asking ─────────────────────────────────────────────────────────────────────────────────────────

/** Asks a running run to stop after the batch or try in hand. It becomes `paused` when it has stopped. */
export async function requestPause(tx: Tx, runId: string): Promise<Result<Run>> {
  return ask(tx, runId, "pausing");
}

/**
 * Lets a paused run go on; `choice` answers its reason. The choice `abort` aborts it instead.
 * Call `dispatchRun` in the same transaction.
 */
export async function requestResume(
  tx: Tx,
  runId: string,
  options: { readonly choice?: string | null } = {},
): Promise<Result<Run>> {
  if (options.choice === "abort") return requestAbort(tx, runId);
  const run = await getRun({ db: tx }, runId);
  if (run?.state === "paused" && options.choice) {
    const choices = run.reason?.choices.map((choice) => choice.id) ?? [];
    if (choices.length > 0 && !choices.includes(options.choice)) {
      const message = `Not one of the choices: ${choices.join(", ")}`;
      return fail({ code: "input.invalid", errors: [{ path: "choice", message }] });
    }
  }
  return ask(tx, runId, "queued", { choice: options.choice ?? null });
}

/** Asks a run to end. Where nobody works on it (queued, paused) it is aborted at once; else after the try in hand. */
export async function requestAbort(tx: Tx, runId: string): Promise<Result<Run>> {
  const state = await lockState(tx, runId);
  if (state === "queued") return ask(tx, runId, "aborted");
  if (state !== "paused") return ask(tx, runId, "aborting");
  const asked = await ask(tx, runId, "aborting");
  return asked.ok ? ask(tx, runId, "aborted") : asked;
}

async function lockState(tx: Tx, runId: string): Promise<RunState | null> {
  const rows = await tx.select({ state: runs.state }).from(runs).where(eq(runs.id, runId)).for("update");
  return rows[0]?.state ?? null;
}

async function ask(
  tx: Tx,
  runId: string,
  to: RunState,
  extra: Pick<RunChange, "choice"> = {},
): Promise<Result<Run>> {
  const event = { type: "state", data: { state: to, reason: null, error: null } } as const;
  const seq = await appendRunEvents(tx, runId, [event], { state: to, reason: null, ...extra });
  const run = await getRun({ db: tx }, runId);
  if (!run) return fail({ code: "not-found", message: "There is no such run." });
  if (seq === null) {
    const verb = { pausing: "paused", queued: "resumed", aborting: "aborted" }[to as string] ?? to;
    const message = `The run is ${run.state} and cannot be ${verb}.`;
    return fail({ code: "conflict", message, reasons: [{ code: `run.${run.state}`, message }] });
  }
  return ok(run);
}

/** Changes the pace of a run that is not over; told in the run. */
export async function changePace(
  tx: Tx,
  runId: string,
  { pace, by }: { readonly pace: RunPace; readonly by: string },
): Promise<Result<Run>> {
  const state = await lockState(tx, runId);
  if (state === null) return fail({ code: "not-found", message: "There is no such run." });
  if (isFinal(state)) {
    const message = `The run is ${state}: its pace cannot be changed any more.`;
    return fail({ code: "conflict", message, reasons: [{ code: `run.${state}`, message }] });
  }
  await tx.update(runs).set({ pace }).where(eq(runs.id, runId));
  await appendRunEvents(tx, runId, [{ type: "pace", data: { pace, by } }]);
  return ok((await getRun({ db: tx }, runId))!);
}

// ── recording ──────────────────────────────────────────────────────────────────────────────────────

/** What changes on the run's row together with the events that tell of it. */
export interface RunChange {
  /** Only from a state that RUN_TRANSITIONS allows. */
  readonly state?: RunState;
  readonly reason?: PauseReason | null;
  readonly error?: { code: string; message: string } | null;
  readonly steps?: RunStep[];
  readonly choice?: string | null;
  readonly preflight?: Run["preflight"];
  readonly baseline?: RunBaseline;
  readonly record?: RunRecord;
  readonly releaseLease?: boolean;
  /** Refuse unless this worker still holds the lease in this epoch: a woken zombie writes nothing. */
  readonly lease?: { readonly owner: string; readonly epoch: number };
}

/**
 * Numbers and stores events in one transaction with the change they describe, then wakes the streams (after commit).
 * Answers the newest sequence, or null where nothing was written: no such run, the state does not allow the change,
 * or the lease is another's.
 */
export async function appendRunEvents(
  tx: Tx,
  runId: string,
  events: readonly NewRunEvent[],
  change: RunChange = {},
): Promise<number | null> {
  const final = change.state === "aborted" || change.state === "failed" || change.state === "succeeded";
  const where = [eq(runs.id, runId)];
  if (change.state !== undefined) where.push(inArray(runs.state, statesBefore(change.state)));
  if (change.lease) where.push(eq(runs.leaseOwner, change.lease.owner), eq(runs.epoch, change.lease.epoch));
  const [row] = await tx
    .update(runs)
    .set({
      lastSeq: sql`${runs.lastSeq} + ${events.length}`,
      ...(change.state === undefined ? {} : { state: change.state }),
      ...(change.reason === undefined ? {} : { reason: change.reason }),
      ...(change.error === undefined ? {} : { error: change.error }),
      ...(change.steps === undefined ? {} : { steps: change.steps }),
      ...(change.choice === undefined ? {} : { choice: change.choice }),
      ...(change.preflight === undefined ? {} : { preflight: change.preflight }),
      ...(change.baseline === undefined ? {} : { baseline: change.baseline }),
      ...(change.record === undefined ? {} : { record: change.record }),
      ...(change.state === "running" ? { startedAt: sql`coalesce(${runs.startedAt}, now())` } : {}),
      ...(final ? { finishedAt: sql`now()` } : {}),
      ...(change.releaseLease ? { leaseOwner: null, leaseExpiresAt: null } : {}),
    })
    .where(and(...where))
    .returning({ lastSeq: runs.lastSeq });
  if (!row) return null;
  if (events.length > 0) {
    const first = row.lastSeq - events.length + 1;
    await tx
      .insert(runEvents)
      .values(events.map((event, i) => ({ runId, seq: first + i, type: event.type, data: event.data })));
  }
  await tx.execute(sql`select pg_notify('interlock_wake', ${`run:${runId}`})`);
  return row.lastSeq;
}

/** Events after `afterSeq`, oldest first, at most `limit`. */
export async function readRunEvents(
  store: Store | { readonly db: Queryable },
  runId: string,
  afterSeq: number,
  limit = 1000,
): Promise<RunEvent[]> {
  const rows = await store.db
    .select()
    .from(runEvents)
    .where(and(eq(runEvents.runId, runId), gt(runEvents.seq, afterSeq)))
    .orderBy(asc(runEvents.seq))
    .limit(limit);
  return rows.map(({ seq, at, type, data }) => RunEvent.parse({ seq, at: at.toISOString(), type, data }));
}

/** How an ended run left its plan's tables, or which tables a run is at work on now. */
export interface TablesOfRun {
  readonly runId: string;
  readonly relations: readonly string[];
  /** Null while it is under way, and where it ended before it looked. */
  readonly left: { readonly catalog: RunBaseline["catalog"]; readonly at: Date } | null;
  readonly isActive: boolean;
}

/** Of every run on an environment, newest first. */
export async function listTablesOfRuns(q: Queryable, environmentId: string): Promise<readonly TablesOfRun[]> {
  const rows = await q
    .select({
      runId: runs.id,
      state: runs.state,
      relations: rollouts.relations,
      baseline: runs.baseline,
      finishedAt: runs.finishedAt,
    })
    .from(runs)
    .innerJoin(rollouts, eq(rollouts.id, runs.rolloutId))
    .where(eq(runs.environmentId, environmentId))
    .orderBy(desc(runs.createdAt), desc(runs.id));
  return rows.map(({ runId, state, relations, baseline, finishedAt }) => ({
    runId,
    relations,
    left: baseline && finishedAt && isFinal(state) ? { catalog: baseline.catalog, at: finishedAt } : null,
    isActive: !isFinal(state),
  }));
}
