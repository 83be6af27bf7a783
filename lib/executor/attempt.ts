import type { Action } from "../contracts/plan";
import type { Blocker, NewRunEvent } from "../contracts/run";
import { describeTargetError, sqlStateOf } from "../target/errors";
import { describeBlockers, lookForBlockers, wantedLocks, whoBlocks } from "./blockers";
import type { RunContext } from "./context";
import { crashpoint } from "./crashpoint";
import { assertInEnvelope, type Envelope, readEnvelopes, readHeldLocks, tookTooLong } from "./envelope";
import { assertEpoch } from "./fence";
import { harmBudget, harmLeft, watched } from "./harm";
import { askPerson, Interruption, StepFailed } from "./interruption";
import { FIRST_RUNG, nextMove } from "./ladder";
import { assertUnmoved, lastLook } from "./last-look";
import type { Worked } from "./measure";
import { type ProbeAnswer, probe } from "./probe";
import { Remedies } from "./remedies";
import { classify, jittered } from "./retry";
import type { RunRecorder } from "./run-recorder";
import { setTimeLimits, type TargetSession, TIME_LIMITS } from "./session";
import { statementsOf } from "./statements";
import { supervised } from "./supervise";
import type { Target } from "./target";
import { tryLock } from "./try-lock";

/** How often attempts and blockers of one search are told at most, after the first few. */
const TELL_EVERY_MS = 1000;
const TOLD_AT_ONCE = 3;

/** One transactional action in the making: what a search for its locks has seen and told so far. */
interface Search {
  readonly stepId: string;
  readonly action: Action;
  readonly startedAt: number;
  attempts: number;
  told: number;
  toldAt: number;
  toldBlockers: string;
  /** Who was in the way when last looked. */
  blockers: readonly Blocker[];
  /** How long the statements of the attempt that got through took, its locks held. */
  workedMs: number;
}

/** What the probe says of an action that was carried out, and what that took; null where nobody saw. */
export interface Acted {
  readonly answer: ProbeAnswer;
  readonly worked: Worked | null;
}

/**
 * Runs an action in one transaction: locks first, outside the lock queue, then its statements, the ledger's row and the
 * probe, and what `recorder` tells the team's tool, then commit. Answers what the probe
 * says when it is done: `done`, or `unchanged` where the server reads the old and the new as the same; and what it took,
 * null where an earlier attempt turns out to have done it. Throws Interruptions.
 */
export async function runTransactional(
  context: RunContext,
  target: Target,
  stepId: string,
  action: Action,
  recorder: RunRecorder | null = null,
): Promise<Acted> {
  const { lease, run, journal } = context;
  const search: Search = {
    stepId,
    action,
    startedAt: performance.now(),
    attempts: journal.step(stepId).attempts,
    told: 0,
    toldAt: 0,
    toldBlockers: "",
    blockers: [],
    workedMs: 0,
  };
  const attemptsBefore = search.attempts;
  const remedies = new Remedies(context, target, stepId);
  const envelope = (await readEnvelopes(context)).get(action.id);
  let ladder = FIRST_RUNG;
  let inDoubt: string | null = null;
  let limitsSetOn: TargetSession | null = null;
  for (;;) {
    await lease.checkpoint();
    try {
      const session = await target.session();
      if (inDoubt !== null && (await isInLedger(session, inDoubt)))
        return { answer: await probe(session, action.probe.sql), worked: null };
      inDoubt = null;
      if (limitsSetOn !== session) {
        await setTimeLimits(session, TIME_LIMITS[readsEveryRow(action) ? "validate" : "ddl"]);
        limitsSetOn = session;
      }
      const wants = await wantedLocks(session, action.locks);
      const seen = await lookForBlockers(session, wants, run.policy.blockerRules);
      search.blockers = seen.blockers;
      const next = nextMove(ladder, seen, harmLeft(context, stepId));
      ladder = next.ladder;
      if (next.move.kind === "try") {
        const positions = action.destructive ? await lastLook(context) : [];
        await recorder?.intend(session);
        search.attempts += 1;
        const attemptId = `${run.id}:${lease.epoch}:${stepId}:${action.id}:${search.attempts}`;
        inDoubt = attemptId;
        const { waitMs, nudgeVacuum } = next.move;
        const done = await watched(context, target, { session, stepId }, () =>
          attemptOnce(context, target, session, { search, attemptId, envelope, recorder }, async () => {
            const answer = await tryLock(session, wants, { waitMs, nudgeVacuum });
            if (answer !== "acquired") return answer;
            if (await context.drift.isStampMoved(session)) return "drifted";
            await assertUnmoved(session, positions);
            return answer;
          }),
        );
        if (done === "done" || done === "unchanged") {
          const same = done === "unchanged" ? " It is as it was: the server reads both as the same." : "";
          await tellAttempt(context, search, "acquired", `The locks were free: done.${same}`, true);
          return { answer: done, worked: { ms: search.workedMs } };
        }
        inDoubt = null;
        if (done === "drifted") {
          await context.drift.refuse(session);
          continue;
        }
        if (done === "tool-busy" && recorder) {
          await tellAttempt(context, search, "busy", recorder.busy);
          if (isAtLimit(context, search, attemptsBefore)) throw recorder.stillBusy();
          await lease.pause(jittered(next.move.sleepMs));
          continue;
        }
      }
      await tellBlockers(context, search, seen.blockers);
      await tellAttempt(context, search, "busy", `In the way: ${describeBlockers(seen.blockers)}.`);
      await remedies.apply(seen.blockers);
      if (isAtLimit(context, search, attemptsBefore)) {
        await tellBlockers(context, search, seen.blockers, true);
        throw notAcquired(search);
      }
      await lease.pause(jittered(next.move.sleepMs));
    } catch (error) {
      await afterError(context, target, search, error);
      if (isAtLimit(context, search, attemptsBefore)) throw notAcquired(search);
    }
  }
}

/** Whether the search has had its time or its tries; those of before a person said to keep trying do not count. */
function isAtLimit({ run }: RunContext, search: Search, attemptsBefore: number): boolean {
  return (
    performance.now() - search.startedAt > run.policy.lockWaitLimitMs ||
    search.attempts - attemptsBefore >= run.policy.lockAttemptLimit
  );
}

/** Work in proportion to the table, under locks that let everybody read and write. */
const readsEveryRow = ({ kind }: Action) => kind === "validate" || kind === "archive";

/**
 * One transaction. Answers `busy` where the locks were not to be had, `drifted` where under them the tables are not as
 * they were when last looked at, `tool-busy` where the team's tool is at work or was meanwhile; everything else that goes wrong is thrown.
 */
async function attemptOnce(
  context: RunContext,
  target: Target,
  session: TargetSession,
  {
    search,
    attemptId,
    envelope,
    recorder,
  }: {
    readonly search: Search;
    readonly attemptId: string;
    readonly envelope: Envelope | undefined;
    readonly recorder: RunRecorder | null;
  },
  takeLocks: () => Promise<"acquired" | "busy" | "drifted">,
): Promise<"done" | "unchanged" | "busy" | "drifted" | "tool-busy"> {
  const { run, lease } = context;
  const { action, stepId } = search;
  const { client } = session;
  let committing = false;
  try {
    await client.query("BEGIN");
    await assertEpoch(context, session);
    // Before our own: nothing is held while the tool is at work.
    if (recorder && !(await recorder.takeLock(session))) {
      await client.query("ROLLBACK");
      return "tool-busy";
    }
    const taken = await takeLocks();
    if (taken !== "acquired") {
      await client.query("ROLLBACK");
      return taken;
    }
    const lockedAt = performance.now();
    await client.query("SET LOCAL lock_timeout = '50ms'");
    if (envelope?.lockedMsLimit != null)
      await client.query(`SET LOCAL statement_timeout = ${Math.ceil(envelope.lockedMsLimit)}`);
    crashpoint("before-send");
    for (const text of statementsOf(action.sql)) {
      // Between two statements there is nothing to cancel.
      if (target.guard.tripped) throw harmBudget(context, stepId);
      const deadline = readsEveryRow(action) ? {} : { query_timeout: 65_000 };
      // What LOCK cannot cover (a sequence, a type, an index) is waited for here, 50 ms at most: see by whom, while it is.
      await supervised(
        context,
        target,
        client.query({ text, ...deadline }),
        async () => noteBlockers(context, target, session, search),
        { firstLookMs: 20 },
      ).catch((error) => {
        const limit = envelope?.lockedMsLimit ?? Number.POSITIVE_INFINITY;
        // Not the guard's or a person's cancel, but the envelope's own.
        const isItsLimit = !target.guard.tripped && performance.now() - lockedAt >= limit;
        throw envelope && isItsLimit && sqlStateOf(error) === "57014" ? tookTooLong(envelope, action) : error;
      });
    }
    const measured = {
      lockedMs: Math.round((performance.now() - lockedAt) * 10) / 10,
      locks: await readHeldLocks(session, recorder?.history),
    };
    search.workedMs = measured.lockedMs;
    assertInEnvelope(envelope, action, measured);
    await client.query(
      "INSERT INTO interlock.ledger (attempt_id, rollout_id, step_id, direction, run_id, epoch) VALUES ($1, $2, $3, $4, $5, $6)",
      [attemptId, run.rolloutId, stepId, run.direction, run.id, lease.epoch],
    );
    const answer = await probe(session, action.probe.sql);
    if (answer !== "done" && answer !== "unchanged") {
      throw new StepFailed(
        "step.not-verified",
        `${action.title}: the statements ran, but the probe answers “${answer}”. Nothing was changed.`,
      );
    }
    if (recorder && (await recorder.tell(session)) === "moved") {
      await client.query("ROLLBACK");
      return "tool-busy";
    }
    crashpoint("before-commit");
    committing = true;
    await client.query({ text: "COMMIT", ...{ query_timeout: 65_000 } });
    crashpoint("after-commit");
    await context.journal.note(stepId, { measured }, []);
    return answer;
  } catch (error) {
    if (classify(error) !== "connection" && !committing) await client.query("ROLLBACK").catch(() => {});
    throw error;
  }
}

async function noteBlockers(
  context: RunContext,
  target: Target,
  session: TargetSession,
  search: Search,
): Promise<void> {
  const guard = await target.guard.session();
  const blockers = await whoBlocks(guard, session.pid, context.run.policy.blockerRules);
  if (blockers.length === 0) return;
  search.blockers = blockers;
  await tellBlockers(context, search, blockers);
}

/** Decides whether to go on after an error; returns to try again, else throws. */
async function afterError(
  context: RunContext,
  target: Target,
  search: Search,
  error: unknown,
): Promise<void> {
  if (error instanceof Interruption) throw error;
  const kind = classify(error);
  const message = describeTargetError(error);
  context.log.warn({ runId: context.run.id, stepId: search.stepId, kind }, message);
  switch (kind) {
    case "contention": {
      const state = sqlStateOf(error);
      await tellAttempt(context, search, state === "40P01" ? "deadlock" : "timeout", message);
      await context.lease.pause(jittered(100));
      return;
    }
    case "connection":
      await target.drop();
      await tellAttempt(context, search, "error", message, true);
      return;
    case "cancelled":
      await tellAttempt(context, search, "error", message, true);
      throw askPerson("step.cancelled", `${search.action.title}: ${message}`);
    case "resources":
      await tellAttempt(context, search, "error", message, true);
      throw askPerson("target.out-of-resources", `${search.action.title}: ${message}`);
    case "failure":
      if (sqlStateOf(error) === null) throw error;
      await tellAttempt(context, search, "error", message, true);
      throw new StepFailed("step.refused-by-server", `${search.action.title}: ${message}`, { cause: error });
  }
}

async function isInLedger(session: TargetSession, attemptId: string): Promise<boolean> {
  const { rowCount } = await session.client.query("SELECT 1 FROM interlock.ledger WHERE attempt_id = $1", [
    attemptId,
  ]);
  return rowCount === 1;
}

function notAcquired({ action, startedAt, attempts, blockers }: Search): Error {
  const waited = Math.round((performance.now() - startedAt) / 1000);
  return askPerson(
    "lock.not-acquired",
    `${action.title}: no gap between other sessions' locks was found in ${waited} s and ${attempts} tries. In the way: ${describeBlockers(blockers)}. It can be cancelled or ended on the locks page.`,
  );
}

async function tellBlockers(
  { journal }: RunContext,
  search: Search,
  blockers: readonly Blocker[],
  now = false,
): Promise<void> {
  const key = blockers.map((b) => `${b.pid}/${b.mode}/${b.relation}`).join();
  const due = performance.now() - search.toldAt > TELL_EVERY_MS;
  if (!now && key === search.toldBlockers && !due) return;
  if (blockers.length === 0 && search.toldBlockers === "") return;
  search.toldBlockers = key;
  const event: NewRunEvent = { type: "blocked", data: { stepId: search.stepId, blockers: [...blockers] } };
  if (journal.step(search.stepId).state === "waiting") await journal.write([event]);
  else await journal.updateStep(search.stepId, { state: "waiting" }, { before: [event] });
}

/** The first few tries are told each, then one a second with the count so far, and always the last. */
async function tellAttempt(
  { journal }: RunContext,
  search: Search,
  result: "acquired" | "busy" | "timeout" | "deadlock" | "error",
  message: string,
  always = false,
): Promise<void> {
  const now = performance.now();
  if (!always && search.told >= TOLD_AT_ONCE && now - search.toldAt < TELL_EVERY_MS) return;
  search.told += 1;
  search.toldAt = now;
  const { stepId, attempts } = search;
  const waitedMs = Math.round(now - search.startedAt);
  await journal.note(stepId, { attempts }, [
    { type: "attempt", data: { stepId, attempt: attempts, outcome: result, waitedMs, message } },
  ]);
}
