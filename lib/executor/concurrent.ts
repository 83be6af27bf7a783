import type { Action } from "../contracts/plan";
import { quoteIdentifier, relationName } from "../sql/identifiers";
import { describeTargetError, sqlStateOf } from "../target/errors";
import type { RunContext } from "./context";
import { crashpoint } from "./crashpoint";
import { assertEpoch } from "./fence";
import { watched } from "./harm";
import { askPerson, Interruption, StepFailed } from "./interruption";
import { probe } from "./probe";
import { classify, jittered } from "./retry";
import { setTimeLimits, type TargetSession, TIME_LIMITS } from "./session";
import { concurrentIndexesOf, statementsOf } from "./statements";
import { supervised } from "./supervise";
import type { Target } from "./target";

const TELL_PROGRESS_EVERY_MS = 2000;
const CONTENTION_LIMIT = 20;

/**
 * Runs statements that Postgres refuses inside a transaction (CREATE / DROP INDEX CONCURRENTLY), under supervision and
 * without a lock_timeout: it would cancel a build that only waits for old snapshots and leave an INVALID index.
 * What such a build waits for blocks no reads and no writes. Success is what the probe says (valid and ready), never
 * the absence of an error; wrecks of earlier tries are dropped concurrently first.
 */
export async function runConcurrent(
  context: RunContext,
  target: Target,
  stepId: string,
  action: Action,
): Promise<void> {
  const { lease, journal } = context;
  for (let attempt = journal.step(stepId).attempts + 1, refusals = 0; ; attempt++) {
    await lease.checkpoint();
    let failed: unknown = null;
    try {
      const session = await target.session();
      if ((await probe(session, action.probe.sql)) === "done") return;
      await setTimeLimits(session, TIME_LIMITS.concurrent);
      await dropWrecks(context, session, stepId, action);
      await assertEpoch(context, session);
      await watched(context, target, { session, stepId }, () =>
        runStatements(context, target, session, stepId, action),
      );
      if ((await probe(session, action.probe.sql)) !== "done") {
        throw new StepFailed("step.not-verified", `${action.title}: it ran, but the result is not valid.`);
      }
    } catch (error) {
      failed = error;
    }
    const message = failed === null ? "Done." : describeTargetError(failed);
    if (!(failed instanceof Interruption)) {
      const result = failed === null ? "acquired" : "error";
      await journal.note(stepId, { attempts: attempt }, [
        { type: "attempt", data: { stepId, attempt, outcome: result, waitedMs: 0, message } },
      ]);
    }
    if (failed === null) return;
    if (failed instanceof Interruption) throw failed;
    switch (classify(failed)) {
      case "contention":
        if (++refusals >= CONTENTION_LIMIT)
          throw askPerson("lock.not-acquired", `${action.title}: ${message}`);
        break;
      case "connection":
        await target.drop();
        break;
      case "cancelled":
        throw askPerson("step.cancelled", `${action.title}: ${message}`);
      case "resources":
        throw askPerson("target.out-of-resources", `${action.title}: ${message}`);
      case "failure":
        if (sqlStateOf(failed) === null) throw failed;
        // A duplicate key leaves an INVALID index that would go on costing every write.
        await dropWrecks(context, await target.session(), stepId, action);
        throw new StepFailed("step.refused-by-server", `${action.title}: ${message}`, { cause: failed });
    }
    await lease.pause(jittered(500));
  }
}

async function runStatements(
  context: RunContext,
  target: Target,
  session: TargetSession,
  stepId: string,
  action: Action,
): Promise<void> {
  let toldAt = performance.now();
  crashpoint("before-send");
  for (const text of statementsOf(action.sql)) {
    await supervised(context, target, session.client.query(text), async () => {
      if (performance.now() - toldAt < TELL_PROGRESS_EVERY_MS) return;
      toldAt = performance.now();
      await tellProgress(context, target, session, stepId);
    });
  }
  crashpoint("after-commit");
}

/** What a running build is at, and which sessions' transactions it waits for. */
async function tellProgress(
  { journal }: RunContext,
  target: Target,
  session: TargetSession,
  stepId: string,
): Promise<void> {
  const guard = await target.guard.session();
  const { rows } = await guard.client.query<{
    phase: string;
    done: number;
    total: number;
    waits_for: string | null;
  }>({
    text: `SELECT p.phase, p.blocks_done::float8 AS done, p.blocks_total::float8 AS total,
        (SELECT string_agg(coalesce(nullif(a.application_name, ''), a.usename, '?') || ' (pid ' || a.pid || ')', ', ')
           FROM pg_stat_activity a WHERE a.pid = ANY (pg_blocking_pids(p.pid))) AS waits_for
      FROM pg_stat_progress_create_index p WHERE p.pid = $1`,
    values: [session.pid],
    ...{ query_timeout: 5000 },
  });
  const row = rows[0];
  if (!row) return;
  const share = row.total > 0 ? `, ${Math.floor((100 * row.done) / row.total)} %` : "";
  const waits = row.waits_for ? `; waits for ${row.waits_for}` : "";
  await journal.log(`Index build: ${row.phase}${share}${waits}.`, { stepId });
}

/** Drops INVALID indexes that earlier tries of this very action left and that nobody is building. */
async function dropWrecks(
  { journal }: RunContext,
  session: TargetSession,
  stepId: string,
  action: Action,
): Promise<void> {
  for (const index of concurrentIndexesOf(action.sql)) {
    const table =
      index.schema === null
        ? quoteIdentifier(index.table)
        : relationName({ schema: index.schema, name: index.table });
    const { rows } = await session.client.query<{ schema: string; name: string }>(
      `SELECT n.nspname AS schema, c.relname AS name
         FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE i.indrelid = to_regclass($1) AND NOT (i.indisvalid AND i.indisready)
          AND (c.relname = $2 OR c.relname ~ ('^' || $3 || '_cc(new|old)[0-9]*$'))
          AND NOT EXISTS (SELECT 1 FROM pg_stat_progress_create_index p WHERE p.index_relid = c.oid)`,
      [table, index.name, index.name.replace(/[^\w]/g, "\\$&")],
    );
    for (const wreck of rows) {
      await journal.log(`Dropping ${relationName(wreck)}: an earlier build left it invalid.`, { stepId });
      await session.client.query(`DROP INDEX CONCURRENTLY ${relationName(wreck)}`);
    }
  }
}
