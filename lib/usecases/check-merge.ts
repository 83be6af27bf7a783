import type { Environment } from "../contracts/environment";
import type { MergeCheck, MergeCheckQuery } from "../contracts/merge-check";
import { fail, ok, type Result } from "../contracts/result";
import { notDoneBefore } from "../governance/before-phase";
import { loadRollouts } from "../governance/load";
import { getEnvironment } from "../store/environments";
import { findPlansByHash } from "../store/plans";
import type { Asker } from "./asker";

/**
 * Whether the exported files of a phase may be merged: everything before it in the plan is done on every production, or
 * on the environment that is asked about. Not found where no plan has this hash, or a newer one has taken its place.
 */
export async function checkMerge(
  { store, actor }: Asker,
  { plan: hash, phase, environment: wanted }: MergeCheckQuery,
): Promise<Result<MergeCheck>> {
  const plans = await findPlansByHash(store.db, hash);
  const plan = plans.find(({ supersededBy }) => supersededBy === null);
  if (!plan) {
    return notFound(
      plans.length === 0
        ? `There is no plan whose hash begins with ${hash}: the files are of another Interlock.`
        : "The plan was made again since these files were exported: export the new one.",
    );
  }
  if (!plan.nodes.some(({ id, type }) => id === phase && type === "phase")) {
    return notFound(`The plan has no phase ${phase}.`);
  }
  const rollouts = (await loadRollouts(store, { planId: plan.id, actor })) ?? [];
  const found = await Promise.all(
    rollouts.map(async (rollout) => ({
      rollout,
      environment: await getEnvironment(store.db, rollout.environmentId),
    })),
  );
  const all = found.flatMap(({ rollout, environment }) => (environment ? [{ rollout, environment }] : []));
  const asked = all.filter(({ environment }) => isAsked(environment, wanted, all));
  if (asked.length === 0) {
    return notFound(
      wanted === undefined
        ? "The plan concerns no environment."
        : `The plan concerns no environment called ${wanted}.`,
    );
  }
  const environments = asked.map(({ rollout, environment: { id, name, tier } }) => ({
    ...{ id, name, tier },
    waitsFor: [...notDoneBefore(plan, phase, rollout, name)],
  }));
  return ok({
    ok: environments.every(({ waitsFor }) => waitsFor.length === 0),
    planId: plan.id,
    planHash: plan.hash,
    title: plan.title,
    phaseId: phase,
    environments,
  });
}

function isAsked(
  { id, name, tier }: Environment,
  wanted: string | undefined,
  all: readonly { readonly environment: Environment }[],
): boolean {
  if (wanted !== undefined) return wanted === id || wanted === name;
  return tier === "production" || !all.some(({ environment }) => environment.tier === "production");
}

const notFound = (message: string) => fail({ code: "not-found", message } as const);
