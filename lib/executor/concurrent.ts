import type { Action } from "../contracts/plan";
import { describeTargetError, sqlStateOf } from "../target/errors";
import { Activity } from "./activity";
import type { RunContext } from "./context";
import { crashpoint } from "./crashpoint";
import { assertEpoch } from "./fence";
import { watched } from "./harm";
import { askPerson, Interruption, StepFailed } from "./interruption";
import type { Worked } from "./measure";
import { probe } from "./probe";
import { classify, jittered } from "./retry";
import { setTimeLimits, type TargetSession, TIME_LIMITS } from "./session";
import { statementsOf } from "./statements";
import { supervised } from "./supervise";
import type { Target } from "./target";
import { dropWrecks } from "./wrecks";

const CONTENTION_LIMIT = 20;

/**
 * Runs statements that Postgres refuses inside a transaction (CREATE / DROP INDEX CONCURRENTLY), under supervision and
 * without a lock_timeout: it would cancel a build that only waits for old snapshots and leave an INVALID index.
 * What such a build waits for blocks no reads and no writes. Success is what the probe says (valid and ready), never
 * the absence of an error; wrecks of earlier tries are dropped concurrently first. Answers what the build that succeeded
 * took; null where there was nothing to do any more.
 */
export async function runConcurrent(
  context: RunContext,
  target: Target,
  stepId: string,
  action: Action,
): Promise<Worked | null> {
  const { lease, journal } = context;
  for (let attempt = journal.step(stepId).attempts + 1, refusals = 0; ; attempt++) {
    await lease.checkpoint();
    let failed: unknown = null;
    let worked: Worked | null = null;
    try {
      const session = await target.session();
      if ((await probe(session, action.probe.sql)) === "done") return null;
      await setTimeLimits(session, TIME_LIMITS.concurrent);
      await dropWrecks(context, session, stepId, action);
      await assertEpoch(context, session);
      worked = await watched(context, target, { session, stepId }, () =>
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
    if (failed === null) return worked;
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
): Promise<Worked> {
  const activity = new Activity(context, target, session, stepId);
  const begunAt = performance.now();
  crashpoint("before-send");
  try {
    for (const text of statementsOf(action.sql)) {
      await supervised(context, target, session.client.query(text), () => activity.look());
    }
  } finally {
    await activity.over();
  }
  crashpoint("after-commit");
  return { ms: performance.now() - begunAt - activity.waitedMs };
}
