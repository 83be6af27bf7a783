import { appendAudit, by } from "../audit/append";
import { fail, ok, type Result } from "../contracts/result";
import type { Run } from "../contracts/run";
import { dispatchRun } from "../executor/dispatch";
import type { Tx } from "../store/client";
import { getRun, requestAbort, requestPause, requestResume } from "../store/runs";
import type { Asker } from "./asker";
import { transact } from "./transact";

/** Asks a run to pause; it has when its state says `paused`. */
export function pauseRun(asker: Asker, runId: string): Promise<Result<Run>> {
  return control(asker, runId, { action: "run.pause-requested", verb: "Asked to pause" }, (tx) =>
    requestPause(tx, runId),
  );
}

/** Lets a paused run go on; `choice` answers what it asked. */
export function resumeRun(asker: Asker, runId: string, choice?: string): Promise<Result<Run>> {
  return control(
    asker,
    runId,
    { action: "run.resumed", verb: "Let go on", choice: choice ?? null },
    async (tx) => {
      const resumed = await requestResume(tx, runId, { choice: choice ?? null });
      if (resumed.ok && resumed.value.state === "queued") await dispatchRun(tx, runId);
      return resumed;
    },
  );
}

/** Asks a run to end. What it did stays; a new run of the phase goes on from there, or takes it back. */
export function abortRun(asker: Asker, runId: string): Promise<Result<Run>> {
  return control(asker, runId, { action: "run.abort-requested", verb: "Asked to abort" }, (tx) =>
    requestAbort(tx, runId),
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
        before: { state: before.state, reason: before.reason },
        after: { state: asked.value.state },
        ...(choice === undefined ? {} : { choice }),
      },
    });
    return ok(asked.value);
  });
}
