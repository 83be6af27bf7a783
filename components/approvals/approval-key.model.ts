import type { ApprovalRequest } from "@/lib/contracts/rollout";

export const requestKey = (request: Pick<ApprovalRequest, "planId" | "environmentId" | "phaseId">): string =>
  `${request.planId}:${request.environmentId}:${request.phaseId}`;

/** What this person can decide now first, then what is ready, then the rest; the order within is the server's. */
export function sortRequests(requests: readonly ApprovalRequest[]): readonly ApprovalRequest[] {
  const rank = (request: ApprovalRequest) => (request.permission.allowed ? 0 : 2) + (request.ready ? 0 : 1);
  return [...requests].sort((a, b) => rank(a) - rank(b));
}

/** `1,203,344 values of customers.full_name`; an uncounted loss is said, never shown as zero. */
export function totalLoss(losses: ApprovalRequest["losses"]): number | null {
  return losses.some((loss) => loss.rows === null)
    ? null
    : losses.reduce((sum, loss) => sum + (loss.rows ?? 0), 0);
}
