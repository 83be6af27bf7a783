import type { ServiceDeploy } from "../contracts/rollout";
import type { DeployFact, NodeFact, RolloutFacts } from "./facts";
import { newestRun } from "./node-states";

export interface DeployNodeState {
  readonly satisfied: boolean;
  /** When the last service was on a version that satisfies the node; null unless satisfied. */
  readonly since: number | null;
  readonly services: readonly ServiceDeploy[];
}

/**
 * A deploy node is satisfied when every listed service's newest deploy is finished, began after the phase before
 * had ended, and is bound to the node, to a later deploy node of the same plan, or is of a version that came after
 * such a one ("from version X on"). A rolled-back deploy closes it again.
 */
export function deployNodeState(facts: RolloutFacts, nodeIndex: number): DeployNodeState {
  const phaseEnd = endOfPhaseBefore(facts, nodeIndex);
  const binding = new Set(
    facts.plan.nodes
      .slice(nodeIndex)
      .filter((node) => node.type === "deploy")
      .map((node) => node.id),
  );
  const states = facts.environment.services.map((service) =>
    serviceState(
      service,
      facts.deploys.filter((deploy) => deploy.service === service),
      { planId: facts.plan.id, binding, phaseEnd },
    ),
  );
  const satisfied = states.length > 0 && states.every((state) => state.since !== null);
  return {
    satisfied,
    since: satisfied ? Math.max(...states.map((state) => state.since ?? 0)) : null,
    services: states.map((state) => state.shown),
  };
}

interface Wanted {
  readonly planId: string;
  readonly binding: ReadonlySet<string>;
  readonly phaseEnd: number | null;
}

function serviceState(
  service: string,
  deploys: readonly DeployFact[],
  wanted: Wanted,
): { readonly shown: ServiceDeploy; readonly since: number | null } {
  const [newest] = [...deploys].sort((a, b) => b.startedAt - a.startedAt || (a.id < b.id ? 1 : -1));
  const shown = (state: ServiceDeploy["state"]) => ({
    service,
    version: newest?.version ?? null,
    state,
    at: newest ? new Date(newest.finishedAt ?? newest.startedAt).toISOString() : null,
  });
  if (!newest) return { shown: shown("missing"), since: null };
  if (newest.status === "rolledBack") return { shown: shown("rolledBack"), since: null };
  const bound = boundDeploy(newest, deploys, wanted);
  // Also of one that is under way: a roll-out for an earlier node of the plan is not this node's work.
  if (!bound) return { shown: shown("other-version"), since: null };
  if (newest.status === "started") return { shown: shown("started"), since: null };
  if (wanted.phaseEnd === null || newest.startedAt <= wanted.phaseEnd) {
    return { shown: shown("too-early"), since: null };
  }
  return { shown: shown("finished"), since: bound.finishedAt ?? bound.startedAt };
}

/** The deploy that says the newest one is new enough: itself, or an earlier bound one of an older version. */
function boundDeploy(newest: DeployFact, deploys: readonly DeployFact[], wanted: Wanted): DeployFact | null {
  const isBound = (deploy: DeployFact) =>
    deploy.planId === wanted.planId && deploy.nodeId !== null && wanted.binding.has(deploy.nodeId);
  if (isBound(newest)) return newest;
  // Bound to an earlier deploy node of this very plan: it says itself that it is not far enough.
  if (newest.planId === wanted.planId && newest.nodeId !== null) return null;
  const earlier = deploys
    .filter(
      (deploy) => isBound(deploy) && deploy.status === "finished" && deploy.startedAt <= newest.startedAt,
    )
    .sort((a, b) => a.startedAt - b.startedAt);
  return (
    earlier.find(
      (bound) =>
        newest.version === bound.version ||
        !deploys.some((old) => old.version === newest.version && old.startedAt < bound.startedAt),
    ) ?? null
  );
}

function endOfPhaseBefore(facts: RolloutFacts, nodeIndex: number): number | null {
  const before: NodeFact | undefined = facts.plan.nodes
    .slice(0, nodeIndex)
    .findLast((node) => node.type === "phase");
  // A deploy that stands first in a plan waits for nothing.
  if (!before) return Number.NEGATIVE_INFINITY;
  const run = newestRun(facts.runs, before.id);
  return run?.state === "succeeded" && run.direction === "up" ? run.finishedAt : null;
}
