import { describeTargetError } from "../target/errors";
import type { RunContext } from "./context";
import { beginBatch, forgetCursors } from "./cursor";
import { StepFailed } from "./interruption";
import type { TargetSession } from "./session";
import type { Target } from "./target";

/** How long the target keeps what we wrote down about runs; all of it is only of use while a run is under way. */
const KEEP_DAYS = 90;

/**
 * After contract nothing of ours may be left on the tables: a trigger whose function is ours would fail, or go on
 * counting, with every write of the app. Throws StepFailed `phase.leftovers` with the names.
 */
export async function refuseLeftovers({ run }: RunContext, session: TargetSession): Promise<void> {
  if (run.phase.kind !== "contract" || run.direction === "down") return;
  const { rows } = await session.client.query<{ name: string }>(
    `SELECT format('trigger %I on %s', t.tgname, t.tgrelid::regclass) AS name
       FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
      WHERE p.pronamespace = to_regnamespace('interlock') AND NOT t.tgisinternal
        AND t.tgrelid IN (SELECT to_regclass(relation) FROM unnest($1::text[]) AS relation)
     UNION ALL
     SELECT 'sequence ' || sequence FROM unnest($2::text[]) AS sequence WHERE to_regclass(sequence) IS NOT NULL`,
    [run.draft.relations, run.draft.tripwires.map((wire) => wire.sequence)],
  );
  if (rows.length === 0) return;
  throw new StepFailed(
    "phase.leftovers",
    `Everything is dropped, yet this of ours is left and would go on costing writes: ${rows.map((row) => row.name).join(", ")}. Drop it and run the phase again.`,
  );
}

/**
 * Cursors of the other direction go, so that running it again starts from the first row. What finished runs left in
 * schema interlock goes once it is old: not at their end, because a late zombie is told by the rows that it is one
 * (without them it leaves as well, so nothing hangs on the days).
 */
export async function tidyUp(context: RunContext, session: TargetSession): Promise<void> {
  const { run } = context;
  const other = run.phase.steps.flatMap((step) =>
    run.direction === "down" ? [step.id] : step.revert.actions.map((action) => `${step.id}/${action.id}`),
  );
  await beginBatch(context, session, { lockTimeoutMs: 1000 });
  await forgetCursors(context, session, other);
  const old = `< now() - interval '${KEEP_DAYS} days'`;
  await session.client.query(`DELETE FROM interlock.ledger WHERE at ${old}`);
  await session.client.query(`DELETE FROM interlock.cursor WHERE updated_at ${old}`);
  await session.client.query(`DELETE FROM interlock.run WHERE updated_at ${old} AND run_id <> $1`, [run.id]);
  await session.client.query("COMMIT");
}

/** New statistics for what was filled. */
export async function analyzeFilled(context: RunContext, target: Target): Promise<void> {
  const { run } = context;
  if (run.direction === "down") return;
  const filled = new Set(
    run.phase.steps
      .filter((step) => step.backfill)
      .flatMap((step) => step.locks.filter(({ mode }) => mode === "RowExclusiveLock"))
      .map(({ relation }) => relation),
  );
  for (const relation of filled) await analyze(context, target, relation);
}

/**
 * ANALYZE takes SHARE UPDATE EXCLUSIVE, which only other DDL and vacuums wait for. Without new statistics the planner
 * knows nothing of the new column; the phase is none the worse for it, so a refusal is told and passed over.
 */
async function analyze(context: RunContext, target: Target, relation: string): Promise<void> {
  const session = await target.session();
  try {
    await session.client.query("SET lock_timeout = '1s'; SET statement_timeout = 0");
    await session.client.query(`ANALYZE ${relation}`);
    await context.journal.log(`Statistics of ${relation} are up to date.`);
  } catch (error) {
    await context.journal.log(`ANALYZE ${relation} was not possible: ${describeTargetError(error)}`, {
      level: "warning",
    });
  }
}
