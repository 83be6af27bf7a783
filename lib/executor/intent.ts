import { appendAudit } from "../audit/append";
import type { Action } from "../contracts/plan";
import { checkRunAllowed } from "../governance/load";
import type { Tx } from "../store/client";
import type { RunContext } from "./context";
import { askPerson } from "./interruption";

/**
 * Intent before act: commits "about to run S" before S is sent, in a transaction that reads again whether the phase may
 * run now (plan hash, approvals, deploys, lower tiers). An approval withdrawn a moment ago stops the step here.
 * Throws StopAndAsk with every reason where it may not.
 */
export async function recordIntent(context: RunContext, stepId: string, action: Action): Promise<void> {
  const { run, journal, lease } = context;
  let refused: string[] = [];
  await journal.updateStep(
    stepId,
    { state: "running", startedAt: journal.step(stepId).startedAt ?? new Date().toISOString(), error: null },
    {
      alongside: async (tx) => {
        const permission = await checkRunAllowed(tx, {
          planId: run.planId,
          environmentId: run.environmentId,
          phaseId: run.phase.id,
          direction: run.direction,
          actorId: run.startedById,
        });
        refused = permission.allowed ? [] : permission.reasons.map((reason) => reason.message);
        await audit(
          tx,
          context,
          permission.allowed ? "step.intent" : "step.refused",
          permission.allowed ? `About to run: ${action.title}` : `Refused to run: ${action.title}`,
          {
            stepId,
            actionId: action.id,
            epoch: lease.epoch,
            sql: action.sql,
            destructive: action.destructive,
            ...(permission.allowed ? {} : { reasons: permission.reasons }),
          },
        );
      },
    },
  );
  if (refused.length > 0) throw askPerson("step.not-allowed", refused.join(" "));
}

/** Closes an intent: `step.succeeded`, `step.found-done`, `step.failed`, `step.paused`, `step.aborted`. */
export function outcome(
  context: RunContext,
  stepId: string,
  result: "succeeded" | "found-done" | "failed" | "paused" | "aborted",
  detail: Record<string, unknown> = {},
): (tx: Tx) => Promise<void> {
  const step = context.journal.step(stepId);
  return (tx) =>
    audit(tx, context, `step.${result}`, `${step.title}: ${result.replace("-", " ")}`, {
      stepId,
      epoch: context.lease.epoch,
      attempts: step.attempts,
      harmMs: step.harmMs,
      ...(step.measured ? { measured: step.measured } : {}),
      ...detail,
    });
}

/** Call last in the transaction: the chain's lock is held until commit. */
export async function audit(
  tx: Tx,
  { run }: Pick<RunContext, "run">,
  action: string,
  summary: string,
  detail: Record<string, unknown>,
): Promise<void> {
  await appendAudit(tx, {
    actorId: run.startedById,
    actorName: run.startedByName,
    action,
    subjectType: "run",
    subjectId: run.id,
    environmentId: run.environmentId,
    summary,
    detail: {
      planId: run.planId,
      planHash: run.planHash,
      phaseId: run.phase.id,
      direction: run.direction,
      ...detail,
    },
  });
}
