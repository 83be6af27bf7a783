import type { Plan } from "../contracts/plan";
import type { Rollout, RolloutNode, ServiceDeploy } from "../contracts/rollout";

export interface NotDone {
  readonly nodeId: string;
  readonly message: string;
}

/** What is not done yet of what comes before a phase on an environment, in the plan's order and in words. */
export function notDoneBefore(
  plan: Pick<Plan, "nodes">,
  phaseId: string,
  rollout: Pick<Rollout, "nodes">,
  environment: string,
): readonly NotDone[] {
  const at = plan.nodes.findIndex(({ id }) => id === phaseId);
  return plan.nodes.slice(0, at).flatMap(({ id, title, type }) => {
    const node = rollout.nodes.find((one) => one.id === id);
    if (!node || node.state === "succeeded") return [];
    const messages = type === "deploy" ? deployMessages(node, title, environment) : [];
    return (messages.length > 0 ? messages : [`"${title}" has not run in ${environment} yet`]).map(
      (message) => ({ nodeId: id, message }),
    );
  });
}

function deployMessages({ services = [] }: RolloutNode, title: string, environment: string): string[] {
  return services
    .filter(({ state }) => state !== "finished")
    .map((one) => messageOf(one, title, environment));
}

function messageOf({ service, version, state }: ServiceDeploy, title: string, environment: string): string {
  const deploy = `deploy ${version ?? "?"} of ${service}`;
  switch (state) {
    case "started":
      return `${deploy} not yet seen finished in ${environment}, for "${title}"`;
    case "rolledBack":
      return `${deploy} was rolled back in ${environment}, for "${title}"`;
    case "too-early":
      return `${deploy} began in ${environment} before the phase ahead of it had ended, for "${title}"`;
    case "other-version":
      return `${service} is at ${version ?? "?"} in ${environment}, which is not known to be "${title}"`;
    default:
      return `no deploy of ${service} seen in ${environment} yet, for "${title}"`;
  }
}
