import type { Action } from "../contracts/plan";
import { workKindOf } from "../planner/work";
import { keepMeasuredStep } from "../store/measured-steps";
import { describeTargetError, sqlStateOf } from "../target/errors";
import { analyzeFilled, refuseLeftovers, tidyUp } from "./after-phase";
import { type Acted, runTransactional } from "./attempt";
import { runBackfill } from "./backfill";
import { runCheck } from "./check";
import { runConcurrent } from "./concurrent";
import type { RunContext } from "./context";
import { crashpoint } from "./crashpoint";
import { outcome, recordIntent } from "./intent";
import { askPerson, FailedOver, Interruption, StepFailed } from "./interruption";
import { type Measured, measure, type Worked } from "./measure";
import { preflight } from "./preflight";
import { type ProbeAnswer, probe } from "./probe";
import { classify, jittered } from "./retry";
import type { RunRecorder } from "./run-recorder";
import { setTimeLimits, type TargetSession, TIME_LIMITS } from "./session";
import type { Target } from "./target";

/** One step of the run with what carries it out; a revert may take several actions, or none. */
interface Work {
  readonly stepId: string;
  readonly actions: readonly Action[];
}

/** The steps of the run's phase in the order they are carried out: a revert takes the last one back first. */
export function workOf({ run }: Pick<RunContext, "run">): Work[] {
  if (run.direction === "up") return run.phase.steps.map((step) => ({ stepId: step.id, actions: [step] }));
  return run.phase.steps.toReversed().map((step) => ({ stepId: step.id, actions: step.revert.actions }));
}

/**
 * Carries the phase out, step by step: probe → preflight → attempt → verify → record. Starts from what the catalog
 * says, so it may be called again after any death: done steps are passed over, partial ones finished.
 * `onStep` is told which step is at work. Throws Interruptions; answers when every probe says done.
 */
export async function runPhase(
  context: RunContext,
  target: Target,
  onStep: (stepId: string | null) => void,
): Promise<void> {
  for (;;) {
    try {
      await runSteps(context, target, onStep);
      return;
    } catch (error) {
      if (!(error instanceof FailedOver)) throw error;
      // What the replica never got is not there any more: neither rows with their cursor nor steps, nor our view of them.
      context.drift.forget();
    }
  }
}

async function runSteps(
  context: RunContext,
  target: Target,
  onStep: (stepId: string | null) => void,
): Promise<void> {
  await withSession(context, target, (session) => preflight(context, session));
  await withSession(context, target, (session) => context.drift.begin(session));
  const works = workOf(context);
  const last = works.flatMap(({ actions }) => actions).at(-1);
  const unchanged = new Set<string>();
  for (const work of works) {
    onStep(work.stepId);
    await runStep(context, target, work, { last, unchanged });
  }
  onStep(null);
  const { recorder } = context;
  if (recorder) await withSession(context, target, (session) => recorder.settle(context, session));
  await verifyPhase(context, target, works, unchanged);
  await context.journal.log("Verified: the probe of every step says done.");
  await withSession(context, target, (session) => refuseLeftovers(context, session));
  await withSession(context, target, (session) => tidyUp(context, session));
  await analyzeFilled(context, target);
  // What the next phase is compared with.
  await withSession(context, target, (session) => context.drift.rebase(session));
}

async function runStep(
  context: RunContext,
  target: Target,
  work: Work,
  {
    last,
    unchanged,
  }: {
    readonly last: Action | undefined;
    /** Actions that changed nothing, as the server reads the old and the new as the same. */
    readonly unchanged: Set<string>;
  },
): Promise<void> {
  const { journal, run, lease } = context;
  const { stepId } = work;
  const before = journal.step(stepId);
  // What it was filled from may be gone with a step taken back since: its probe could not be asked.
  if (run.direction === "down" && before.state === "reverted") return;
  let acted = false;
  let objections: string | null = null;
  const measured: Measured[] = [];
  const note = async (action: Action, worked: Worked | null) => {
    if (worked === null || workKindOf(action) === null) return;
    const found = await withSession(context, target, (session) => measure(context, session, action, worked));
    if (found) measured.push(found);
  };
  for (const action of work.actions) {
    await lease.checkpoint();
    const begun = before.startedAt !== null;
    if ((await probeAction(context, target, action)) === "done") {
      // An earlier worker may have died after its commit, before it could look.
      if (begun) await withSession(context, target, (session) => context.drift.rebase(session));
      continue;
    }
    // A check judges the tables as they are, mended by somebody meanwhile; what a concurrent build of ours left half
    // done is no drift either.
    const takesAsIs = action.kind === "check" || (begun && !action.transactional);
    await withSession(context, target, (session) =>
      takesAsIs ? context.drift.rebase(session) : context.drift.refuse(session),
    );
    await recordIntent(context, stepId, action);
    crashpoint("intent-recorded");
    acted = true;
    if (action.kind === "check") {
      const checked = await withSession(context, target, (session) =>
        runCheck(context, target, session, { action, before }),
      );
      objections = checked.objections;
      await note(action, checked.worked);
    } else {
      const recorder = action === last ? context.recorder : null;
      const { answer, worked } = await runAction(context, target, work, action, recorder);
      if (answer === "unchanged") unchanged.add(action.id);
      await withSession(context, target, (session) => context.drift.rebase(session));
      await note(action, worked);
    }
  }
  crashpoint("before-record");
  const begun = journal.step(stepId).startedAt !== null;
  const done = run.direction === "down" ? "reverted" : "succeeded";
  // Recorded by an earlier worker, or before a failover, and still so.
  if (!acted && (before.state === done || before.state === "skipped")) return;
  const closeIntent = outcome(context, stepId, acted ? "succeeded" : "found-done");
  await journal.updateStep(
    stepId,
    {
      // An intent of an earlier worker without an outcome is closed by what the probe found.
      state: acted || begun ? done : "skipped",
      finishedAt: new Date().toISOString(),
      error: objections,
    },
    acted || begun
      ? {
          alongside: async (tx) => {
            for (const one of measured) {
              await keepMeasuredStep(tx, { ...one, environmentId: run.environmentId, runId: run.id, stepId });
            }
            await closeIntent(tx);
          },
        }
      : {},
  );
}

/** `recorder` tells the team's tool in the action's own transaction, where it has one. */
async function runAction(
  context: RunContext,
  target: Target,
  work: Work,
  action: Action,
  recorder: RunRecorder | null,
): Promise<Acted> {
  if (action.kind === "backfill") {
    const cursorId = context.run.direction === "up" ? work.stepId : `${work.stepId}/${action.id}`;
    return { answer: "done", worked: await runBackfill(context, target, work.stepId, cursorId, action) };
  }
  if (action.transactional) return runTransactional(context, target, work.stepId, action, recorder);
  return { answer: "done", worked: await runConcurrent(context, target, work.stepId, action) };
}

function probeAction(context: RunContext, target: Target, action: Action): Promise<ProbeAnswer> {
  return withSession(context, target, (session) => probe(session, action.probe.sql));
}

/** Reads over the executing session, again over a new one where it was lost. */
async function withSession<T>(
  { log, run, lease }: RunContext,
  target: Target,
  read: (session: TargetSession) => Promise<T>,
): Promise<T> {
  for (;;) {
    const session = await target.session();
    try {
      await setTimeLimits(session, TIME_LIMITS.probe);
      // Watched, so that a way which swallows everything is noticed here as well.
      await target.guard.arm({ session, budgetMs: null });
      return await read(session);
    } catch (error) {
      const kind = classify(error);
      // What failed may have been in a transaction: the session is used again.
      if (kind !== "connection") await session.client.query("ROLLBACK").catch(() => {});
      if (error instanceof Interruption) throw error;
      const message = describeTargetError(error);
      log.warn({ runId: run.id, kind }, message);
      if (kind === "connection") await target.drop();
      else if (kind !== "contention") {
        if (sqlStateOf(error) === null) throw error;
        // A look that somebody cancels, or that has no room, says nothing against the step.
        if (kind === "cancelled") throw askPerson("step.cancelled", message);
        if (kind === "resources") throw askPerson("target.out-of-resources", message);
        throw new StepFailed("step.refused-by-server", message, { cause: error });
      }
      await lease.pause(jittered(200));
    } finally {
      await target.guard.disarm();
    }
  }
}

async function verifyPhase(
  context: RunContext,
  target: Target,
  works: readonly Work[],
  unchanged: ReadonlySet<string>,
): Promise<void> {
  for (const { stepId, actions } of works) {
    for (const action of actions) {
      // Rows filled on the way back were counted when it ended; the table of kept values is dropped after that.
      if (context.run.direction === "down" && action.kind === "backfill") continue;
      const answer = await probeAction(context, target, action);
      if (answer === "done" || (answer === "unchanged" && unchanged.has(action.id))) continue;
      throw new StepFailed(
        "phase.not-verified",
        `${context.journal.step(stepId).title}: done before, but at the end of the phase its probe answers “${answer}”.`,
      );
    }
  }
}
