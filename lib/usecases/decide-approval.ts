import type * as z from "zod";
import { appendAudit, by } from "../audit/append";
import { fail, ok, type Result } from "../contracts/result";
import type { Approval, ApprovalInput } from "../contracts/rollout";
import { decide } from "../governance/decide";
import { loadPlanFacts } from "../governance/load";
import { getApproval, insertApproval } from "../store/approvals";
import { toPlan } from "../store/plans";
import { lockEnvironment } from "../store/rollouts";
import type { Asker } from "./asker";
import { countLosses } from "./count-losses";
import { noPlan } from "./get-plan";
import { noEnvironment } from "./on-target";
import { transact } from "./transact";

/**
 * Keeps a person's consent to, or rejection of, one destructive phase of this very plan on one environment, with what
 * would be lost as counted at that moment. Judged inside the transaction that keeps it.
 */
export async function decideApproval(
  { store, actor }: Asker,
  planId: string,
  input: z.infer<typeof ApprovalInput>,
): Promise<Result<Approval>> {
  const loaded = await loadPlanFacts(store.db, planId);
  if (!loaded) return noPlan();
  const plan = toPlan(loaded.plan);
  // Counted before the transaction: the target may be slow, and the audit chain must not wait for it.
  const losses = await countLosses(store, plan, input.environmentId);

  return transact(store, async (tx) => {
    if (!(await lockEnvironment(tx, input.environmentId))) return noEnvironment();
    const facts = await loadPlanFacts(tx, planId);
    const environment = facts?.environments.find((candidate) => candidate.id === input.environmentId);
    if (!facts || !environment) return noEnvironment();
    const node = decide(facts.factsFor(environment, actor)).find(({ id }) => id === input.phaseId);
    if (node?.type !== "phase") {
      const known = plan.nodes.filter((n) => n.type === "phase" && n.destructive).map((n) => n.id);
      const message = `The plan has no phase of this id that needs approval; it has ${known.join(", ") || "none"}.`;
      return fail({ code: "input.invalid", errors: [{ path: "phaseId", message }] });
    }
    const { reasons } = node.actions.approve;
    const personal = reasons.filter(({ code }) => code === "role.approver" || code === "approval.author");
    if (personal.length > 0) {
      return fail({
        code: "forbidden",
        message: personal.map((reason) => reason.message).join(" "),
        reasons: personal,
      });
    }
    if (input.planHash !== plan.hash) {
      const message =
        "What was looked at is not this plan: its hash is another. Open the plan and look again.";
      return fail({
        code: "conflict",
        message,
        reasons: [{ code: "approval.hash", message, remedy: "fix", href: `/plans/${planId}` }],
      });
    }
    if (reasons.length > 0) {
      return fail({
        code: "conflict",
        message: reasons.map((reason) => reason.message).join(" "),
        reasons,
      });
    }
    const id = await insertApproval(tx, {
      planId,
      planHash: plan.hash,
      environmentId: environment.id,
      phaseId: input.phaseId,
      decision: input.decision,
      comment: input.comment,
      approverId: actor.userId,
      losses,
    });
    const approval = await getApproval(tx, id);
    if (!approval) throw new Error(`approval ${id} is gone inside its own transaction`);
    await appendAudit(tx, {
      ...by(actor),
      action: input.decision === "approve" ? "approval.given" : "approval.rejected",
      subjectType: "plan",
      subjectId: planId,
      environmentId: environment.id,
      summary: `${input.decision === "approve" ? "Approved" : "Rejected"} ${input.phaseId} of “${facts.change.title}” on ${environment.name}`,
      detail: {
        approvalId: id,
        planHash: plan.hash,
        phaseId: input.phaseId,
        comment: input.comment,
        losses,
      },
    });
    return ok(approval);
  });
}
