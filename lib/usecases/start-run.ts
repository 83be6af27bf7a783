import { appendAudit, by } from "../audit/append";
import type { Reason } from "../contracts/common";
import { fail, ok, type Result } from "../contracts/result";
import type { Run, RunInput } from "../contracts/run";
import { dispatchRun } from "../executor/dispatch";
import { checkStartAllowed } from "../governance/load";
import { getPlan } from "../store/plans";
import { ensureRollout, lockEnvironment } from "../store/rollouts";
import { createRun, getRun } from "../store/runs";
import type { Asker } from "./asker";
import { noPlan } from "./get-plan";
import { noEnvironment } from "./on-target";
import { recordOfRun, recordTakenBack } from "./tool-records";
import { transact } from "./transact";

/**
 * Queues a run of one phase, up or down, where nothing objects: judged inside the transaction that makes it, under a
 * lock on the environment, so that two who press at once do not both pass. Where it is to record in the team's own tool, the
 * tool is asked before.
 */
export async function startRun(
  { store, actor }: Asker,
  { recordIn, ...input }: RunInput,
): Promise<Result<Run>> {
  if (recordIn && input.direction === "down") {
    const message = "Only on the way up: the way back takes away what the run has written.";
    return fail({ code: "input.invalid", errors: [{ path: "recordIn", message }] });
  }
  const asked = recordIn
    ? await recordOfRun({ store, actor }, input, { ...recordIn, phase: input.phaseId })
    : ok(null);
  if (!asked.ok) return asked;
  return transact(store, async (tx) => {
    const plan = await getPlan(tx, input.planId);
    if (!plan) return noPlan();
    const phase = plan.nodes.find((node) => node.id === input.phaseId);
    if (phase?.type !== "phase") {
      const known = plan.nodes.filter((node) => node.type === "phase").map((node) => node.id);
      const message = `The plan has no phase of this id; it has ${known.join(", ")}.`;
      return fail({ code: "input.invalid", errors: [{ path: "phaseId", message }] });
    }
    if (!(await lockEnvironment(tx, input.environmentId))) return noEnvironment();
    const permission = await checkStartAllowed(tx, { ...input, actorId: actor.userId });
    if (!permission.allowed) return refused(phase.title, input.direction, permission.reasons);

    const rolloutId = await ensureRollout(tx, {
      planId: plan.id,
      environmentId: input.environmentId,
      relations: plan.relations,
    });
    const record = input.direction === "up" ? asked.value : await recordTakenBack(tx, input, input.phaseId);
    const created = await createRun(tx, {
      rolloutId,
      planId: plan.id,
      environmentId: input.environmentId,
      phase,
      direction: input.direction,
      startedById: actor.userId,
      record,
    });
    if (!created.ok) return created;
    await dispatchRun(tx, created.value.id);
    const run = await getRun({ db: tx }, created.value.id);
    if (!run) throw new Error(`run ${created.value.id} is gone inside its own transaction`);
    await appendAudit(tx, {
      ...by(actor),
      action: "run.started",
      subjectType: "run",
      subjectId: run.id,
      environmentId: input.environmentId,
      summary: `${input.direction === "up" ? "Started" : "Started to take back"} ${phase.title}`,
      detail: {
        planId: plan.id,
        planHash: plan.hash,
        phaseId: phase.id,
        direction: input.direction,
        destructive: phase.destructive,
        ...(run.record ? { record: run.record } : {}),
      },
    });
    return ok(run);
  });
}

function refused(title: string, direction: "up" | "down", reasons: readonly Reason[]): Result<never> {
  const message = `${title} cannot be ${direction === "up" ? "started" : "taken back"} now: ${reasons
    .map((reason) => reason.message)
    .join(" ")}`;
  // Where the role alone stands against it, the state would allow it.
  if (reasons.every((reason) => reason.code.startsWith("role."))) {
    return fail({ code: "forbidden", message, reasons });
  }
  return fail({ code: "conflict", message, reasons });
}
