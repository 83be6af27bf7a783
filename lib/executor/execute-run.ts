import type { PauseReason, RunStep } from "../contracts/run";
import { loadParser } from "../sql/parse";
import type { Store } from "../store/client";
import { closeFinishedRollout } from "../store/rollouts";
import { beginWatch } from "../store/run-watches";
import { getRun, type RunChange } from "../store/runs";
import { type Log, type RunContext, type RunFacts, readRunFacts } from "./context";
import { untilAnswered } from "./control-plane";
import { crashpoint } from "./crashpoint";
import { dispatchRun } from "./dispatch";
import { Drift } from "./drift";
import { endEarlierSessions } from "./earlier-sessions";
import { audit, outcome } from "./intent";
import { ABORT, Asked, Interruption, LeaseLost, StepFailed, StopAndAsk } from "./interruption";
import { Journal, StateMoved } from "./journal";
import { Lease } from "./lease";
import { runPhase } from "./run-phase";
import { RunRecorder } from "./run-recorder";
import { Target } from "./target";

export interface ExecuteOptions {
  readonly store: Store;
  readonly log: Log;
  readonly runId: string;
  readonly workerId: string;
  /** Aborted when this worker is to stop: the batch in hand ends, then the run is left to others. */
  readonly stopping: AbortSignal;
}

/**
 * Works on a run until it is finished, paused or handed over. Answers without doing anything where another worker has
 * it, or nothing is to do: delivering a run twice, or to eight workers at once, is harmless.
 */
export async function executeRun({ store, log, runId, workerId, stopping }: ExecuteOptions): Promise<void> {
  if (stopping.aborted) return;
  const lease = await Lease.take(store, runId, workerId);
  if (!lease) return;
  crashpoint("lease-taken");
  const handOver = () => lease.requestHandOver();
  stopping.addEventListener("abort", handOver);
  try {
    await loadParser();
    const run = await untilAnswered(lease, () => getRun(store, runId));
    if (!run) return;
    const journal = new Journal(store, lease, run.steps);
    await workOn({ store, log, lease, journal, runId });
  } catch (error) {
    if (error instanceof LeaseLost) log.warn({ runId, workerId }, "the run is another worker's now");
    else throw error;
  } finally {
    stopping.removeEventListener("abort", handOver);
    await lease.stop();
  }
}

async function workOn(
  parts: Omit<RunContext, "run" | "drift" | "recorder"> & { readonly runId: string },
): Promise<void> {
  const { store, log, lease, journal, runId } = parts;
  let facts: RunFacts;
  try {
    facts = await untilAnswered(lease, () => readRunFacts(store, runId));
  } catch (error) {
    if (error instanceof LeaseLost) throw error;
    // E.g. a secret sealed with another key: nothing of the target was touched.
    await finish(parts, "failed", { code: "run.unreadable", message: (error as Error).message });
    return;
  }
  const drift = new Drift(facts, journal);
  const recorder = RunRecorder.of({ run: facts, journal, lease });
  const context: RunContext = { store, log, lease, journal, run: facts, drift, recorder };
  const target = new Target(context);
  let stepId: string | null = null;
  try {
    await begin(context);
    await runPhase(context, target, (id) => {
      stepId = id;
    });
    // Before the state is told, so that the next run finds the fence free.
    await target.close();
    crashpoint("before-finish");
    await succeed(context);
  } catch (error) {
    await target.close();
    await interrupted(context, stepId, error);
  }
}

async function begin(context: RunContext): Promise<void> {
  const { lease, journal, run } = context;
  if (lease.state === "queued") {
    const event = { type: "state", data: { state: "running", reason: null, error: null } } as const;
    await journal.write([event], { state: "running", reason: null });
    lease.noteState("running");
  } else if (lease.epoch > 1) {
    await journal.log("Another worker takes the run up where it stands.", { level: "warning" });
  }
  context.log.info({ runId: run.id, phase: run.phase.id, direction: run.direction }, "run taken up");
}

async function succeed(context: RunContext): Promise<void> {
  const { run, journal } = context;
  const done = run.direction === "down" ? "taken back" : "done";
  const watchMs = run.policy.watchAfterMs;
  await end(context, "succeeded", null, async (tx) => {
    await closeFinishedRollout(tx, run.rolloutId);
    if (watchMs > 0) await beginWatch(tx, { runId: run.id, environmentId: run.environmentId, watchMs });
    await audit(tx, context, "run.succeeded", `${run.phase.title} ${done} on ${run.environmentName}`, {
      harmMs: journal.steps.reduce((sum, step) => sum + step.harmMs, 0),
      steps: journal.steps.map(({ id, state, attempts }) => ({ id, state, attempts })),
    });
  });
}

/** The one place that acts on why a run stopped. */
async function interrupted(context: RunContext, stepId: string | null, error: unknown): Promise<void> {
  if (error instanceof LeaseLost) throw error;
  try {
    // Nothing of ours runs there any more.
    if (stepId !== null && context.journal.step(stepId).activity)
      await context.journal.updateStep(stepId, { activity: null });
    if (error instanceof Asked) await stopAsAsked(context, stepId, error);
    else if (error instanceof StopAndAsk) await pause(context, stepId, error.reason);
    else if (error instanceof StateMoved) {
      if ((await currentState(context)) === "aborting") await abort(context, stepId);
    } else await fail(context, stepId, error);
  } catch (again) {
    // An abort that was asked for while we were about to say "paused" or "failed".
    if (!(again instanceof StateMoved)) throw again;
    if ((await currentState(context)) === "aborting") await abort(context, stepId);
  }
}

async function stopAsAsked(context: RunContext, stepId: string | null, { what }: Asked): Promise<void> {
  switch (what) {
    case "abort":
      await endEarlierSessions(context);
      return abort(context, stepId);
    case "pause":
      await endEarlierSessions(context);
      return pause(context, stepId, {
        code: "run.asked",
        message: "Paused on request.",
        waitsFor: "person",
        choices: [{ id: "resume", label: "Resume" }, ABORT],
      });
    case "hand-over": {
      const message = "This worker is being stopped: the run is left to the next one.";
      const event = { type: "log", data: { level: "info", message, stepId } } as const;
      await context.lease.stop();
      await context.journal.write([event], { releaseLease: true }, (tx) => dispatchRun(tx, context.run.id));
    }
  }
}

async function pause(context: RunContext, stepId: string | null, reason: PauseReason): Promise<void> {
  const step = stepId === null ? null : context.journal.step(stepId);
  const event = { type: "state", data: { state: "paused", reason, error: null } } as const;
  await context.lease.stop();
  if (step?.state === "running") await context.journal.updateStep(step.id, { state: "waiting" });
  await context.journal.write(
    [event],
    { state: "paused", reason, choice: null, releaseLease: true },
    stepId === null ? undefined : outcome(context, stepId, "paused", { reason }),
  );
}

async function abort(context: RunContext, stepId: string | null): Promise<void> {
  if (stepId !== null) {
    const step = context.journal.step(stepId);
    if (step.state === "running" || step.state === "waiting")
      await context.journal.updateStep(stepId, { state: "pending", error: "Aborted before it was done." });
  }
  await end(context, "aborted", null, (tx) =>
    audit(
      tx,
      context,
      "run.aborted",
      `${context.run.phase.title} aborted on ${context.run.environmentName}`,
      {
        stepId,
      },
    ),
  );
}

async function fail(context: RunContext, stepId: string | null, error: unknown): Promise<void> {
  const known = error instanceof StepFailed ? error : null;
  if (!known) {
    const internal = error instanceof Interruption ? undefined : error;
    context.log.error({ runId: context.run.id, err: internal }, "the executor failed");
  }
  const failure = {
    code: known?.code ?? "executor.internal",
    message: known?.message ?? "The executor failed in a way it should not; see the worker's log.",
  };
  if (stepId !== null) {
    await context.journal.updateStep(
      stepId,
      { state: "failed", finishedAt: new Date().toISOString(), error: failure.message },
      { alongside: outcome(context, stepId, "failed", { error: failure }) },
    );
  }
  await end(context, "failed", failure, (tx) =>
    audit(tx, context, "run.failed", `${context.run.phase.title} failed on ${context.run.environmentName}`, {
      error: failure,
    }),
  );
}

async function end(
  context: RunContext,
  state: "succeeded" | "aborted" | "failed",
  error: RunChange["error"],
  alongside: NonNullable<Parameters<Journal["write"]>[2]>,
): Promise<void> {
  await context.lease.stop();
  const event = { type: "state", data: { state, reason: null, error: error ?? null } } as const;
  await context.journal.write([event], { state, reason: null, error, releaseLease: true }, alongside);
}

async function finish(
  { journal, lease }: Pick<RunContext, "journal" | "lease">,
  state: "failed",
  error: { code: string; message: string },
): Promise<void> {
  await lease.stop();
  const event = { type: "state", data: { state, reason: null, error } } as const;
  if (lease.state === "queued")
    await journal.write([{ type: "state", data: { state: "running", reason: null, error: null } }], {
      state: "running",
    });
  await journal.write([event], { state, error, releaseLease: true });
}

async function currentState({ store, run, lease }: RunContext): Promise<RunStep["state"] | string | null> {
  return (await untilAnswered(lease, () => getRun(store, run.id)))?.state ?? null;
}
