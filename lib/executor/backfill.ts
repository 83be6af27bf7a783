import type { Action, BackfillSpec } from "../contracts/plan";
import { describeTargetError, sqlStateOf } from "../target/errors";
import { runBatch } from "./backfill-batch";
import { grantedSoFar, readTableBytes, requireBudget } from "./backfill-budget";
import { holdWhileUnwell } from "./backfill-hold";
import { type BackfillSql, backfillSql } from "./backfill-sql";
import type { Work } from "./backfill-work";
import { FIRST_BATCH, nextBatchSize, smallerBatch } from "./batch-size";
import type { RunContext } from "./context";
import { beginBatch, type Cursor, moveCursor, openCursor } from "./cursor";
import { askPerson, Interruption, StepFailed } from "./interruption";
import type { Worked } from "./measure";
import { steeringOf } from "./pace";
import { probe } from "./probe";
import { BackfillProgress } from "./progress";
import { classify, jittered } from "./retry";
import { setTimeLimits, type TargetSession, TIME_LIMITS } from "./session";
import { vacuumSliceIfDue } from "./slice-vacuum";
import { supervised } from "./supervise";
import type { Target } from "./target";

/** A pass that wrote nothing although rows are pending will not be helped by another one. */
const FRUITLESS_PASSES = 2;
/** Time of a batch that its pause is measured by, at most, as a multiple of the target. */
const LONGEST_PAUSED_FOR = 4;

/**
 * Fills a table in keyset batches. Each batch and its cursor are one transaction on the target, so every row is written
 * exactly once whatever dies. Between batches: sleep, health signals, what was asked for. At the end a sweep counts what
 * is left, and only 0 is done. Answers when done, with what this worker did of it; throws Interruptions.
 */
export async function runBackfill(
  context: RunContext,
  target: Target,
  stepId: string,
  cursorId: string,
  action: Action,
): Promise<Worked | null> {
  const spec = action.backfill;
  if (!spec) throw new Error(`backfill ${action.id} has no specification`);
  const work: Work = {
    stepId,
    cursorId,
    action,
    spec,
    progress: new BackfillProgress(context, stepId),
    size: FIRST_BATCH,
    healthAt: Number.NEGATIVE_INFINITY,
    stuckSince: null,
    fruitless: 0,
    harm: [],
    toldHarmMs: 0,
    granted: grantedSoFar(context, stepId),
    vacuumedAt: context.journal.step(stepId).progress?.rowsWritten ?? 0,
    isVacuumImpossible: false,
    sizedAt: Number.NEGATIVE_INFINITY,
    worked: { rows: 0, written: 0, ms: 0 },
  };
  try {
    for (;;) {
      await context.lease.checkpoint();
      try {
        const session = await target.session();
        await runOn(context, target, session, work);
        await work.progress.tell({ finished: true });
        return workedOf(work);
      } catch (error) {
        await afterError(context, target, work, error);
      } finally {
        await target.guard.disarm();
      }
    }
  } catch (error) {
    // What is shown of a paused run is where it stands, not where it last was told.
    if (error instanceof Interruption) await work.progress.tell({}).catch(() => {});
    throw error;
  }
}

/** All batches that one session lives to do. */
async function runOn(context: RunContext, target: Target, session: TargetSession, work: Work): Promise<void> {
  const { lease, run } = context;
  await setTimeLimits(session, TIME_LIMITS.backfill);
  const { types, operatorSchema, rowsTotal } = await readTable(session, work.spec);
  const sql = backfillSql(work.spec, types, operatorSchema);
  let cursor = await openCursor(context, session, work.cursorId);
  // Found done, yet the probe sent us here: the rows were taken back meanwhile, so look at all of them again.
  if (cursor.done) cursor = { ...cursor, position: null, done: false };
  await target.guard.arm({ session, budgetMs: null });
  work.toldHarmMs = 0;
  work.progress.start(cursor, rowsTotal);
  work.progress.sized(await readTableBytes(session, work.spec.relation));
  let writtenInPass = 0;
  let lastKey = await readLastKey(session, sql);
  for (;;) {
    await lease.checkpoint();
    await holdWhileUnwell(context, target, work);
    const startedAt = performance.now();
    const batch = lastKey && (await runBatch(context, target, session, work, sql, { cursor, lastKey }));
    const tookMs = performance.now() - startedAt;
    work.stuckSince = null;
    if (batch === null) {
      const { pending, isDone } = await sweep(context, target, session, work, sql);
      if (pending === 0 && isDone) {
        await finishCursor(context, session, work, cursor);
        return;
      }
      work.fruitless = writtenInPass === 0 ? work.fruitless + 1 : 0;
      if (work.fruitless >= FRUITLESS_PASSES) throw notConverging(work, pending);
      writtenInPass = 0;
      lastKey = await readLastKey(session, sql);
      cursor = { ...cursor, position: null, passes: cursor.passes + 1 };
      await context.journal.log(`${pending} rows are still to be filled: another pass over the table.`, {
        stepId: work.stepId,
      });
      await lease.pause(jittered(200));
      continue;
    }
    const { next, workMs, walBytes } = batch;
    const written = next.rowsWritten - cursor.rowsWritten;
    writtenInPass += written;
    const result = { rows: next.rowsDone - cursor.rowsDone, written, tookMs: workMs };
    cursor = next;
    // Asked for every batch: the pace may be changed while it runs.
    const { targetMs, pauseRatio } = steeringOf(lease.pace, run.policy);
    work.size = nextBatchSize(work.size, result, targetMs);
    // A batch that was held up for seconds (a lost way, a checkpoint) is no reason to sleep for minutes.
    const pauseMs = Math.min(tookMs, LONGEST_PAUSED_FOR * targetMs) * pauseRatio;
    work.worked.rows += result.rows;
    work.worked.written += written;
    work.worked.ms += tookMs + pauseMs;
    work.progress.batchDone(cursor, { workMs: tookMs + pauseMs, batchSize: work.size.rows, walBytes });
    await work.progress.tellIfDue();
    requireBudget(context, work);
    await vacuumSliceIfDue(context, target, session, work);
    if (pauseMs > 0) await lease.pause(pauseMs);
  }
}

/**
 * Where a pass ends: the last key there is when it begins. Rows that the app adds later are filled by the trigger as they
 * come; a pass that went after them would never end on a table that grows faster than it is read.
 */
async function readLastKey(session: TargetSession, sql: BackfillSql): Promise<readonly string[] | null> {
  const { rows } = await session.client.query<{ upper: string[] }>(sql.lastKey);
  return rows[0]?.upper ?? null;
}

/** Null where most rows were done already: to pass over them says nothing of how long filling takes. */
function workedOf({ worked: { rows, written, ms } }: Work): Worked | null {
  return written * 2 >= rows ? { rows, ms } : null;
}

/** Counts what is left, by reading the table: whatever the order of pages, this is what decides. Then asks the probe. */
async function sweep(
  context: RunContext,
  target: Target,
  session: TargetSession,
  work: Work,
  sql: BackfillSql,
): Promise<{ pending: number; isDone: boolean }> {
  await setTimeLimits(session, TIME_LIMITS.probe);
  const counted = session.client.query<{ pending: number }>(sql.countPending);
  const { rows } = await supervised(context, target, counted);
  const pending = rows[0]!.pending;
  const isDone =
    pending === 0 && (await supervised(context, target, probe(session, work.action.probe.sql))) === "done";
  await setTimeLimits(session, TIME_LIMITS.backfill);
  return { pending, isDone };
}

async function finishCursor(
  context: RunContext,
  session: TargetSession,
  work: Work,
  cursor: Cursor,
): Promise<void> {
  try {
    await beginBatch(context, session, { lockTimeoutMs: 1000 });
    await moveCursor(context, session, work.cursorId, { ...cursor, passes: cursor.passes + 1, done: true });
    await session.client.query("COMMIT");
  } catch (error) {
    if (classify(error) !== "connection") await session.client.query("ROLLBACK").catch(() => {});
    throw error;
  }
}

/** Decides whether to go on after an error; returns to try again, else throws. */
async function afterError(context: RunContext, target: Target, work: Work, error: unknown): Promise<void> {
  if (error instanceof Interruption) throw error;
  const message = describeTargetError(error);
  context.log.warn({ runId: context.run.id, stepId: work.stepId }, message);
  switch (classify(error)) {
    case "contention":
      work.size = smallerBatch(work.size);
      work.stuckSince ??= performance.now();
      if (performance.now() - work.stuckSince > context.run.policy.lockWaitLimitMs) {
        throw askPerson(
          "lock.not-acquired",
          "The next rows have been locked by other sessions' open transactions for too long; see the locks page for who holds them.",
        );
      }
      await context.lease.pause(jittered(200));
      return;
    case "connection":
      await context.journal.log("The connection to the database was lost: connecting again.", {
        level: "warning",
        stepId: work.stepId,
      });
      await target.drop();
      return;
    case "cancelled":
      throw askPerson("step.cancelled", `${work.action.title}: ${message}`);
    case "resources":
      throw askPerson("target.out-of-resources", `${work.action.title}: ${message}`);
    case "failure":
      if (sqlStateOf(error) === null) throw error;
      throw new StepFailed("step.refused-by-server", `${work.action.title}: ${message}`, { cause: error });
  }
}

function notConverging(work: Work, pending: number): Error {
  return pending === 0
    ? askPerson(
        "step.not-verified",
        `${work.action.title}: every row is filled, but the probe does not say done.`,
      )
    : askPerson(
        "backfill.not-converging",
        `${work.action.title}: ${pending} rows stay unfilled although every row was looked at.`,
      );
}

async function readTable(
  session: TargetSession,
  spec: BackfillSpec,
): Promise<{ types: string[]; operatorSchema: string | null; rowsTotal: number | null }> {
  const hidden = await session.client.query<{ active: boolean }>("SELECT row_security_active($1) AS active", [
    spec.relation,
  ]);
  if (hidden.rows[0]?.active) {
    // They would not be filled, and the sweep would not count them: contract would lose what only the old column says.
    throw new StepFailed(
      "backfill.row-security",
      `Row security hides rows of ${spec.relation} from this role. Connect as the table's owner without FORCE ROW LEVEL SECURITY, or as a role with BYPASSRLS.`,
    );
  }
  const { rows } = await session.client.query<{ type: string; own_order: string | null; reltuples: number }>(
    `SELECT format_type(a.atttypid, a.atttypmod) AS type, c.reltuples::float8 AS reltuples,
        (SELECT n.nspname FROM pg_type t JOIN pg_type b ON b.oid = CASE t.typtype WHEN 'd' THEN t.typbasetype ELSE t.oid END
           JOIN pg_namespace n ON n.oid = b.typnamespace
          WHERE t.oid = a.atttypid AND b.typtype = 'b' AND b.typcategory <> 'A' AND n.nspname <> 'pg_catalog') AS own_order
       FROM unnest($2::text[]) WITH ORDINALITY AS k (name, place)
       JOIN pg_class c ON c.oid = to_regclass($1)
       JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = k.name AND NOT a.attisdropped
      ORDER BY k.place`,
    [spec.relation, spec.key],
  );
  if (rows.length !== spec.key.length) {
    throw new StepFailed("backfill.key-missing", `${spec.relation} lacks a key column the plan pages over.`);
  }
  const { reltuples, own_order } = rows[0]!;
  if (rows.length > 1 && rows.some((row) => row.own_order !== null)) {
    throw new StepFailed(
      "backfill.key-type",
      `The key of ${spec.relation} has several columns, one of them of an extension's type with an order of its own: it cannot be paged over. Give the table a unique index over built-in types.`,
    );
  }
  return {
    types: rows.map((row) => row.type),
    operatorSchema: own_order,
    rowsTotal: reltuples < 0 ? null : Math.round(reltuples),
  };
}
