import { appendAudit, by } from "../audit/append";
import type { ChangeInput, ChangeWithPlan } from "../contracts/change";
import { ok, type Result } from "../contracts/result";
import { getChange, insertChange } from "../store/changes";
import { insertPlan } from "../store/plans";
import type { Asker } from "./asker";
import { planWords } from "./plan-words";
import { transact } from "./transact";

/** Plans a change against the environment's schema as it is now, and keeps both. */
export async function createChange(
  { store, actor }: Asker,
  input: ChangeInput,
): Promise<Result<ChangeWithPlan>> {
  const planned = await planWords({ store }, input, { catalogMaxAgeMs: 0 });
  if (!planned.ok) return planned;
  const { operations, plan: draft, questions } = planned.value;
  return transact(store, async (tx) => {
    const changeId = await insertChange(tx, {
      title: input.title,
      reason: input.reason ?? null,
      environmentId: input.environmentId,
      operations,
      authorId: actor.userId,
    });
    const plan = await insertPlan(tx, { changeId, environmentId: input.environmentId, draft });
    const change = await getChange(tx, changeId);
    if (!change) throw new Error(`change ${changeId} is gone inside its own transaction`);
    await appendAudit(tx, {
      ...by(actor),
      action: "change.created",
      subjectType: "change",
      subjectId: changeId,
      environmentId: input.environmentId,
      summary: `Described “${input.title}”: ${draft.summary}`,
      detail: { planId: plan.id, planHash: plan.hash, operations, reason: input.reason ?? null },
    });
    return ok({ change, plan, questions });
  });
}
