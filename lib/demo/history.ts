import { and, inArray, notExists, sql } from "drizzle-orm";
import type { Tx } from "../store/client";
import {
  approvals,
  changes,
  demoCommands,
  demoTraffic,
  deploys,
  lockSamples,
  measuredSteps,
  plans,
  rehearsals,
  rollouts,
  runs,
  toolRecords,
  tripwires,
} from "../store/schema";

/**
 * Forgets what happened on the demo's environments, because their databases are made anew. The audit trail, the
 * environments themselves and everything of other environments stay; so do plans that another environment rolls out.
 */
export async function forgetDemoHistory(tx: Tx, environmentIds: readonly string[]): Promise<void> {
  if (environmentIds.length === 0) return;
  const ids = [...environmentIds];
  for (const table of [
    runs,
    approvals,
    deploys,
    rehearsals,
    rollouts,
    toolRecords,
    tripwires,
    lockSamples,
    demoTraffic,
    demoCommands,
    measuredSteps,
  ]) {
    await tx.delete(table).where(inArray(table.environmentId, ids));
  }
  const usedBy = [runs, approvals, deploys, rehearsals, rollouts, toolRecords].map((table) =>
    notExists(tx.select({ one: sql`1` }).from(table).where(sql`${table.planId} = ${plans.id}`)),
  );
  await tx.delete(plans).where(and(inArray(plans.environmentId, ids), ...usedBy));
  await tx
    .delete(changes)
    .where(
      and(
        inArray(changes.environmentId, ids),
        notExists(tx.select({ one: sql`1` }).from(plans).where(sql`${plans.changeId} = ${changes.id}`)),
      ),
    );
}
