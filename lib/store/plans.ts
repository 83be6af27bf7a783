import { desc, eq, like } from "drizzle-orm";
import type { Plan, PlanDraft } from "../contracts/plan";
import type { Queryable, Tx } from "./client";
import { newId } from "./ids";
import { plans } from "./schema";

/** Stores what the planner made. A plan is never changed afterwards, only superseded. */
export async function insertPlan(
  q: Queryable,
  input: { readonly changeId: string; readonly environmentId: string; readonly draft: PlanDraft },
): Promise<Plan> {
  const [row] = await q
    .insert(plans)
    .values({ id: newId("pln"), hash: input.draft.hash, ...input })
    .returning();
  return toPlan(row!);
}

export async function getPlan(q: Queryable, id: string): Promise<Plan | null> {
  const [row] = await q.select().from(plans).where(eq(plans.id, id));
  return row ? toPlan(row) : null;
}

/** Plans whose hash begins with these hexadecimal digits, newest first. */
export async function findPlansByHash(q: Queryable, prefix: string): Promise<readonly Plan[]> {
  const rows = await q
    .select()
    .from(plans)
    .where(like(plans.hash, `${prefix}%`))
    .orderBy(desc(plans.createdAt));
  return rows.map(toPlan);
}

/**
 * Locks a plan's row until the transaction ends: nobody can make a rollout of it meanwhile, for such a row refers to it.
 * Null where there is no such plan.
 */
export async function lockPlan(tx: Tx, id: string): Promise<Plan | null> {
  const [row] = await tx.select().from(plans).where(eq(plans.id, id)).for("update");
  return row ? toPlan(row) : null;
}

/** Says which plan has taken another's place: the one thing about a plan that ever changes. */
export async function supersedePlan(tx: Tx, id: string, by: string): Promise<void> {
  await tx.update(plans).set({ supersededBy: by }).where(eq(plans.id, id));
}

export function toPlan(row: typeof plans.$inferSelect): Plan {
  return {
    ...row.draft,
    id: row.id,
    changeId: row.changeId,
    environmentId: row.environmentId,
    createdAt: row.createdAt.toISOString(),
    supersededBy: row.supersededBy,
  };
}
