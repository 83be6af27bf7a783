import type { Environment } from "@/lib/contracts/environment";
import type { Plan } from "@/lib/contracts/plan";
import type { Rollout } from "@/lib/contracts/rollout";
import type { Run } from "@/lib/contracts/run";

export interface AfterRun {
  readonly label: string;
  readonly href: string;
  /** What comes next, in words; null where the run's own sentence says it. */
  readonly what: string | null;
}

/**
 * Where to go from a run that is over: the next stop of the plan on this environment, else the next environment of
 * `path`, else the plan. `plan` and `rollout` may still be on their way.
 */
export function afterRun(
  run: Pick<Run, "planId" | "environmentId" | "phaseId" | "state" | "direction">,
  plan: Plan | undefined,
  rollout: Rollout | undefined,
  path: readonly Environment[],
): AfterRun {
  const href = (environmentId: string, nodeId: string) =>
    `/plans/${run.planId}?env=${environmentId}&node=${nodeId}#node`;
  const stay = { label: "Open the plan", href: href(run.environmentId, run.phaseId), what: null };
  if (run.state !== "succeeded" || run.direction === "down" || !plan || !rollout) return stay;
  const isDone = (nodeId: string) =>
    nodeId === run.phaseId || rollout.nodes.some(({ id, state }) => id === nodeId && state === "succeeded");
  const next = plan.nodes.find((node) => !isDone(node.id));
  if (next) {
    const isDeploy = next.type === "deploy";
    return {
      label: isDeploy ? "Go on to the deploy" : `Go on to ${next.title.toLowerCase()}`,
      href: href(run.environmentId, next.id),
      what: isDeploy ? next.title : `${next.title} on this environment`,
    };
  }
  const upper = path[path.findIndex(({ id }) => id === run.environmentId) + 1];
  const first = plan.nodes[0];
  if (!upper || !first) return { ...stay, what: "nothing: the change is done here" };
  return {
    label: `Go on with ${upper.name}`,
    href: href(upper.id, first.id),
    what: `the same on ${upper.name}`,
  };
}
