import { appendAudit, by } from "../audit/append";
import type { ChangeWithPlan } from "../contracts/change";
import type { Reason } from "../contracts/common";
import { fail, ok, type Result } from "../contracts/result";
import { getChange } from "../store/changes";
import { getPlan, insertPlan, lockPlan, supersedePlan } from "../store/plans";
import { listOpenRolloutsOfPlan } from "../store/rollouts";
import type { Asker } from "./asker";
import { noPlan } from "./get-plan";
import { planWords } from "./plan-words";
import { transact } from "./transact";

/**
 * Plans the same operations against the schema as it is now. The new plan takes the old one's place, and no approval goes
 * along. Refused while the old one stands half done anywhere: what it has added would be part of the schema.
 */
export async function planAgain({ store, actor }: Asker, planId: string): Promise<Result<ChangeWithPlan>> {
  const old = await getPlan(store.db, planId);
  if (!old) return noPlan();
  const planned = await planWords({ store }, old, { catalogMaxAgeMs: 0 });
  if (!planned.ok) return planned;
  const { plan: draft, questions, operations } = planned.value;
  return transact(store, async (tx) => {
    const locked = await lockPlan(tx, planId);
    if (!locked) return noPlan();
    const reasons = [
      ...takenReasons(locked.supersededBy),
      ...(await openReasons(tx, planId)),
      ...(draft.hash === old.hash ? [UNCHANGED] : []),
    ];
    if (reasons.length > 0) {
      return fail({ code: "conflict", message: "This plan cannot be made again now.", reasons });
    }
    const { changeId, environmentId } = old;
    const plan = await insertPlan(tx, { changeId, environmentId, draft });
    await supersedePlan(tx, planId, plan.id);
    const change = await getChange(tx, changeId);
    if (!change) throw new Error(`change ${changeId} has no plan after planning again`);
    await appendAudit(tx, {
      ...by(actor),
      action: "change.planned-again",
      subjectType: "change",
      subjectId: changeId,
      environmentId,
      summary: `Planned “${old.title}” again: ${draft.summary}`,
      detail: { planId: plan.id, planHash: plan.hash, supersedes: planId, operations },
    });
    return ok({ change, plan, questions });
  });
}

const UNCHANGED: Reason = {
  code: "plan.unchanged",
  message: "Planned against the schema as it is now, it would be the same plan: go on with this one.",
};

function takenReasons(supersededBy: string | null): Reason[] {
  if (supersededBy === null) return [];
  return [
    {
      code: "plan.superseded",
      message: "A newer plan of this change has taken this one's place: go on there.",
      remedy: "fix",
      href: `/plans/${supersededBy}`,
    },
  ];
}

async function openReasons(
  tx: Parameters<typeof listOpenRolloutsOfPlan>[0],
  planId: string,
): Promise<Reason[]> {
  const open = await listOpenRolloutsOfPlan(tx, planId);
  return open.map(({ environmentId, environmentName }) => ({
    code: "rollout.open",
    message: `It is under way on ${environmentName}: take back what stands there first, or finish it.`,
    remedy: "fix",
    href: `/plans/${planId}?env=${environmentId}`,
  }));
}
