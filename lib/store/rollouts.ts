import { and, eq, isNull, sql } from "drizzle-orm";
import type { Queryable, Tx } from "./client";
import { newId } from "./ids";
import { environments, rollouts } from "./schema";

/**
 * Locks an environment's row until the transaction ends, so that two people who start runs at once are judged one
 * after the other. False where it does not exist.
 */
export async function lockEnvironment(tx: Tx, environmentId: string): Promise<boolean> {
  const rows = await tx
    .select({ id: environments.id })
    .from(environments)
    .where(and(eq(environments.id, environmentId), isNull(environments.deletedAt)))
    // Not FOR UPDATE: rows that only refer to the environment need not wait.
    .for("no key update");
  return rows.length === 1;
}

/** The rollout of a plan on an environment, made where there is none, opened again where it was closed. */
export async function ensureRollout(
  tx: Tx,
  input: { readonly planId: string; readonly environmentId: string; readonly relations: readonly string[] },
): Promise<string> {
  const [row] = await tx
    .insert(rollouts)
    .values({ id: newId("rol"), ...input, relations: [...input.relations] })
    .onConflictDoUpdate({
      target: [rollouts.planId, rollouts.environmentId],
      set: { closedAt: null },
    })
    .returning({ id: rollouts.id });
  return row!.id;
}

/**
 * Closes a rollout where nothing is left to watch: every phase done, or every phase taken back. To be called in the
 * transaction that ends a run. An open one stays as it is.
 */
export async function closeFinishedRollout(q: Queryable, rolloutId: string): Promise<void> {
  await q.execute(sql`
    with newest as (
      select distinct on (phase_id) phase_id, state, direction from runs
      where rollout_id = ${rolloutId} order by phase_id, created_at desc, id desc
    ), phases as (
      select p.node->>'id' as id, n.state = 'succeeded' and n.direction = 'up' as done,
             n.phase_id is null or (n.state = 'succeeded' and n.direction = 'down') as untouched
      from rollouts as r
      join plans on plans.id = r.plan_id
      cross join lateral jsonb_array_elements(plans.draft->'nodes') as p (node)
      left join newest as n on n.phase_id = p.node->>'id'
      where r.id = ${rolloutId} and p.node->>'type' = 'phase'
    )
    update rollouts set closed_at = now()
    where id = ${rolloutId} and closed_at is null
      and (select bool_and(coalesce(done, false)) or bool_and(untouched) from phases)`);
}

/** Environments' open rollouts, as ids of their plans. */
export async function listOpenRollouts(
  q: Queryable,
  environmentId: string,
): Promise<{ readonly id: string; readonly planId: string }[]> {
  return q
    .select({ id: rollouts.id, planId: rollouts.planId })
    .from(rollouts)
    .where(and(eq(rollouts.environmentId, environmentId), isNull(rollouts.closedAt)));
}

/** The environments where a plan stands half done. */
export async function listOpenRolloutsOfPlan(
  q: Queryable,
  planId: string,
): Promise<{ readonly environmentId: string; readonly environmentName: string }[]> {
  return q
    .select({ environmentId: environments.id, environmentName: environments.name })
    .from(rollouts)
    .innerJoin(environments, eq(environments.id, rollouts.environmentId))
    .where(and(eq(rollouts.planId, planId), isNull(rollouts.closedAt)));
}

/** Plans that stand half done on any environment that is not deleted. */
export async function listOpenPlanIds(q: Queryable): Promise<string[]> {
  const rows = await q
    .selectDistinct({ planId: rollouts.planId })
    .from(rollouts)
    .innerJoin(environments, eq(environments.id, rollouts.environmentId))
    .where(and(isNull(rollouts.closedAt), isNull(environments.deletedAt)));
  return rows.map((row) => row.planId);
}
