import { eq } from "drizzle-orm";
import { appendAudit, by } from "../audit/append";
import { atLeast } from "../auth/roles";
import { fail, ok, type Result } from "../contracts/result";
import type { Run, RunPatch } from "../contracts/run";
import type { Actor } from "../contracts/user";
import { GO_ON_ANYWAY } from "../executor/check";
import { dispatchRun } from "../executor/dispatch";
import type { Tx } from "../store/client";
import { changePace, getRun, requestAbort, requestPause, requestResume } from "../store/runs";
import { changes } from "../store/schema";
import type { Asker } from "./asker";
import { transact } from "./transact";

/** Asks a run to pause; it has when its state says `paused`. */
export function pauseRun(asker: Asker, runId: string): Promise<Result<Run>> {
  return control(asker, runId, { action: "run.pause-requested", verb: "Asked to pause" }, (tx) =>
    requestPause(tx, runId),
  );
}

/**
 * Lets a paused run go on; `choice` answers what it asked. Going on over what a check before contract objects to may lose
 * data, so it takes what the contract itself takes: an approver who is not the author.
 */
export function resumeRun(asker: Asker, runId: string, choice?: string): Promise<Result<Run>> {
  return control(
    asker,
    runId,
    { action: "run.resumed", verb: "Let go on", choice: choice ?? null },
    async (tx) => {
      if (choice === GO_ON_ANYWAY.id) {
        const refused = await whyNotOverride(tx, asker.actor, runId);
        if (refused !== null) return fail({ code: "forbidden", message: refused });
      }
      const resumed = await requestResume(tx, runId, { choice: choice ?? null });
      if (resumed.ok && resumed.value.state === "queued") await dispatchRun(tx, runId);
      return resumed;
    },
  );
}

async function whyNotOverride(tx: Tx, actor: Actor, runId: string): Promise<string | null> {
  if (!atLeast(actor.role, "approver"))
    return "Going on over a failed check may lose data: it takes an approver. Mend what the check names, then check again.";
  const run = await getRun({ db: tx }, runId);
  const [change] = await tx
    .select({ authorId: changes.authorId })
    .from(changes)
    .where(eq(changes.id, run?.changeId ?? ""));
  return change?.authorId === actor.userId
    ? "Going on over a failed check takes somebody other than the author of the change."
    : null;
}

/** Asks a run to end. What it did stays; a new run of the phase goes on from there, or takes it back. */
export function abortRun(asker: Asker, runId: string): Promise<Result<Run>> {
  return control(asker, runId, { action: "run.abort-requested", verb: "Asked to abort" }, (tx) =>
    requestAbort(tx, runId),
  );
}

/** Changes how gently a run's backfills treat the database, also while it runs. */
export function setRunPace(asker: Asker, runId: string, { pace }: RunPatch): Promise<Result<Run>> {
  return control(asker, runId, { action: "run.pace-changed", verb: `Set the pace to ${pace}` }, (tx) =>
    changePace(tx, runId, { pace, by: asker.actor.name }),
  );
}

async function control(
  { store, actor }: Asker,
  runId: string,
  { action, verb, choice }: { action: string; verb: string; choice?: string | null },
  ask: (tx: Tx) => Promise<Result<Run>>,
): Promise<Result<Run>> {
  return transact(store, async (tx) => {
    const before = await getRun({ db: tx }, runId);
    if (!before) return fail({ code: "not-found", message: "There is no such run." });
    const asked = await ask(tx);
    if (!asked.ok) return asked;
    await appendAudit(tx, {
      ...by(actor),
      action,
      subjectType: "run",
      subjectId: runId,
      environmentId: before.environmentId,
      summary: `${verb}: ${before.phaseTitle}`,
      detail: {
        before: { state: before.state, reason: before.reason, pace: before.pace },
        after: { state: asked.value.state, pace: asked.value.pace },
        ...(choice === undefined ? {} : { choice }),
      },
    });
    return ok(asked.value);
  });
}
