import { appendAudit, by } from "../audit/append";
import type { Rehearsal, RehearsalInput } from "../contracts/rehearsal";
import { ok, type Result } from "../contracts/result";
import { getEnvironment } from "../store/environments";
import { getPlan } from "../store/plans";
import { getRehearsal, insertRehearsal } from "../store/rehearsals";
import type { Asker } from "./asker";
import { noPlan } from "./get-plan";
import { noEnvironment } from "./on-target";
import { transact } from "./transact";

/** Queues a rehearsal of a plan on a copy of an environment's structure; a worker takes it up within a second. */
export async function requestRehearsal(
  { store, actor }: Asker,
  planId: string,
  { environmentId, queries }: RehearsalInput,
): Promise<Result<Rehearsal>> {
  return transact(store, async (tx) => {
    const plan = await getPlan(tx, planId);
    if (!plan) return noPlan();
    const environment = await getEnvironment(tx, environmentId);
    if (!environment) return noEnvironment();
    const { id } = await insertRehearsal(tx, {
      planId,
      environmentId,
      queries: queries ?? null,
      requestedById: actor.userId,
    });
    const rehearsal = await getRehearsal(tx, id);
    if (!rehearsal) throw new Error(`rehearsal ${id} is gone inside its own transaction`);
    await appendAudit(tx, {
      ...by(actor),
      action: "rehearsal.requested",
      subjectType: "rehearsal",
      subjectId: id,
      environmentId,
      summary: `Asked to rehearse “${plan.title}” on a copy of ${environment.name}`,
      detail: { planId, planHash: plan.hash, queries: queries?.length ?? null },
    });
    return ok(rehearsal);
  });
}
