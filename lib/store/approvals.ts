import { and, asc, eq, inArray } from "drizzle-orm";
import type { Approval } from "../contracts/rollout";
import type { Queryable } from "./client";
import { newId } from "./ids";
import { approvals, user } from "./schema";

export type NewApproval = Omit<Approval, "id" | "approverName" | "createdAt">;

/** Stores a decision and answers its id; decisions are never changed, a newer one of the same person counts. */
export async function insertApproval(q: Queryable, input: NewApproval): Promise<string> {
  const id = newId("apr");
  await q.insert(approvals).values({ id, ...input });
  return id;
}

/** Decisions on some plans, oldest first. */
export async function listApprovals(q: Queryable, planIds: readonly string[]): Promise<Approval[]> {
  if (planIds.length === 0) return [];
  const rows = await selectApprovals(q)
    .where(inArray(approvals.planId, [...planIds]))
    .orderBy(asc(approvals.createdAt), asc(approvals.id));
  return rows.map(toApproval);
}

export async function getApproval(q: Queryable, id: string): Promise<Approval | null> {
  const [row] = await selectApprovals(q).where(and(eq(approvals.id, id)));
  return row ? toApproval(row) : null;
}

function selectApprovals(q: Queryable) {
  return q
    .select({ approval: approvals, approverName: user.name })
    .from(approvals)
    .innerJoin(user, eq(user.id, approvals.approverId))
    .$dynamic();
}

function toApproval({
  approval,
  approverName,
}: Awaited<ReturnType<typeof selectApprovals>>[number]): Approval {
  return { ...approval, approverName, createdAt: approval.createdAt.toISOString() };
}
