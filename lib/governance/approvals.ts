import type { ApprovalFact, RolloutFacts } from "./facts";

/**
 * The decisions that count for a phase: given for this very plan hash on this environment, by people other than the
 * author of the change, and of each person only the newest.
 */
export function countingApprovals(
  facts: Pick<RolloutFacts, "plan" | "environment" | "approvals">,
  phaseId: string,
): { readonly approvedBy: readonly ApprovalFact[]; readonly rejections: readonly ApprovalFact[] } {
  const newest = new Map<string, ApprovalFact>();
  for (const approval of [...facts.approvals].sort((a, b) => a.at - b.at)) {
    if (approval.phaseId !== phaseId) continue;
    if (approval.environmentId !== facts.environment.id) continue;
    if (approval.planHash !== facts.plan.hash) continue;
    if (approval.approverId === facts.plan.authorId) continue;
    newest.set(approval.approverId, approval);
  }
  const decisions = [...newest.values()];
  return {
    approvedBy: decisions.filter((approval) => approval.decision === "approve"),
    rejections: decisions.filter((approval) => approval.decision === "reject"),
  };
}
