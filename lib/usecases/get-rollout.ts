import type { Page } from "../contracts/common";
import { fail, ok, type Result } from "../contracts/result";
import type { Rollout, RolloutBrief } from "../contracts/rollout";
import { loadRollout, loadRolloutBriefs, loadRollouts } from "../governance/load";
import { listOpenPlanIds } from "../store/rollouts";
import type { Asker } from "./asker";
import { noPlan } from "./get-plan";

/** Where a plan stands on one environment, and what the asker may do there. */
export async function getRollout(
  { store, actor }: Asker,
  { planId, environmentId }: { planId: string; environmentId: string },
): Promise<Result<Rollout>> {
  const rollout = await loadRollout(store, { planId, environmentId, actor });
  return rollout
    ? ok(rollout)
    : fail({ code: "not-found", message: "There is no such plan or environment." });
}

/** The same on every environment the plan concerns, lowest tier first. */
export async function listRollouts({ store, actor }: Asker, planId: string): Promise<Result<Page<Rollout>>> {
  const rollouts = await loadRollouts(store, { planId, actor });
  return rollouts ? ok({ items: rollouts, nextCursor: null }) : noPlan();
}

/** Where several plans stand on all their environments, in brief; without ids, those that stand half done anywhere. */
export async function listRolloutBriefs(
  { store, actor }: Asker,
  { planIds }: { planIds?: readonly string[] | undefined },
): Promise<Result<Page<RolloutBrief>>> {
  const wanted = planIds ?? (await listOpenPlanIds(store.db));
  return ok({ items: await loadRolloutBriefs(store, { planIds: wanted, actor }), nextCursor: null });
}
