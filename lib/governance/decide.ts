import type { Permission, Reason } from "../contracts/common";
import { ROLES } from "../contracts/constants";
import type { NodeState, RolloutNode, ServiceDeploy } from "../contracts/rollout";
import type { Role } from "../contracts/user";
import { countingApprovals } from "./approvals";
import { deployNodeState } from "./deploy-state";
import { tripwireReasons } from "./evidence";
import type { NodeFact, RolloutFacts } from "./facts";
import { activeRun, isUntouched, newestRun, phaseState } from "./node-states";

/** A node as decided: the wire's shape, and since when a deploy node is satisfied. */
export type DecidedNode = RolloutNode;

/**
 * For every node of a plan on one environment: where it stands, and what may be done to it now with every reason
 * against. Deny by default: an action is allowed only where no rule objects, and every rule objects to what it cannot
 * see. The same answer serves the page, the API and the executor's last look before it acts.
 */
export function decide(facts: RolloutFacts): DecidedNode[] {
  const states = nodeStates(facts);
  return facts.plan.nodes.map((node, index) => {
    const shared = { id: node.id, type: node.type, state: states[index] ?? "pending" };
    if (node.type === "deploy") {
      const refused = permission([
        { code: "node.deploy", message: "A deploy is done by your own pipeline and recorded here." },
      ]);
      return {
        ...shared,
        runId: null,
        services: [...deployNodeState(facts, index).services],
        actions: { run: refused, revert: refused, approve: refused },
      };
    }
    return {
      ...shared,
      runId: newestRun(facts.runs, node.id)?.id ?? null,
      ...(node.destructive ? { approvals: shownApprovals(facts, node) } : {}),
      actions: {
        run: permission(reasonsAgainstRun(facts, states, index)),
        revert: permission(reasonsAgainstRevert(facts, states, index)),
        approve: permission(reasonsAgainstApproval(facts, states, index)),
      },
    };
  });
}

/** Said of a plan that was stored by a version whose plans had another form. */
export const EARLIER_VERSION = "An earlier version of Interlock made this plan, and this one does not run it";

/** Where each node stands, in the plan's order. */
export function nodeStates(facts: RolloutFacts): NodeState[] {
  return facts.plan.nodes.map((node, index) => {
    if (node.type === "phase") return phaseState(newestRun(facts.runs, node.id));
    const { satisfied, services } = deployNodeState(facts, index);
    if (satisfied) return "succeeded";
    return services.some((service) => service.state === "started") ? "running" : "pending";
  });
}

function reasonsAgainstRun(facts: RolloutFacts, states: readonly NodeState[], index: number): Reason[] {
  const node = facts.plan.nodes[index]!;
  const reasons: Reason[] = [...roleReasons(facts, "engineer", "start phases")];
  if (states[index] === "succeeded") {
    reasons.push({ code: "phase.done", message: `${node.title} is done here already.` });
  }
  if (facts.plan.supersededBy !== null) {
    reasons.push({
      code: "plan.superseded",
      message: "A newer plan of this change has taken this one's place: go on there.",
      remedy: "fix",
      href: `/plans/${facts.plan.supersededBy}`,
    });
  }
  if (!facts.plan.readable) {
    reasons.push({ code: "plan.earlier-version", message: `${EARLIER_VERSION}: plan the change again.` });
  }
  reasons.push(...activeRunReasons(facts));
  for (const other of facts.overlaps) {
    reasons.push({
      code: "rollout.overlap",
      message: `“${other.title}” is under way on ${facts.environment.name} and works on ${other.relations.join(", ")} too: finish it or take it back first.`,
      remedy: "fix",
      href: planHref(other.planId, facts.environment.id),
    });
  }
  reasons.push(...orderReasons(facts, states, index));
  reasons.push(...promotionReasons(facts, node));
  if (node.destructive) {
    reasons.push(...approvalReasons(facts, node));
    reasons.push(...tripwireReasons(facts, index));
  }
  return reasons;
}

function reasonsAgainstRevert(facts: RolloutFacts, states: readonly NodeState[], index: number): Reason[] {
  const node = facts.plan.nodes[index]!;
  const reasons: Reason[] = [...roleReasons(facts, "engineer", "take phases back")];
  if (isUntouched(states[index] ?? "pending")) {
    reasons.push({ code: "revert.nothing", message: `Nothing of ${node.title} stands here.` });
  }
  reasons.push(...activeRunReasons(facts));
  facts.plan.nodes.forEach((later, at) => {
    if (at <= index) return;
    if (later.type === "phase" && !isUntouched(states[at] ?? "pending")) {
      reasons.push({
        code: "revert.later-phase",
        message: `${later.title} came after it: take that back first.`,
        remedy: "fix",
      });
    }
    if (later.type === "deploy") reasons.push(...liveDeployReasons(facts, later, at));
  });
  return reasons;
}

/** The app that needs the phase runs: taking the phase back would break it. */
function liveDeployReasons(facts: RolloutFacts, node: NodeFact, index: number): Reason[] {
  return deployNodeState(facts, index)
    .services.filter(
      (service) =>
        service.state === "finished" ||
        ((service.state === "started" || service.state === "too-early") && isBound(facts, service)),
    )
    .map((service) => ({
      code: "revert.deployed",
      message: `${service.service} runs ${service.version}, which came with “${node.title}” and needs this phase: roll that deploy back first and record it as rolledBack.`,
      remedy: "fix" as const,
    }));
}

function isBound(facts: RolloutFacts, service: ServiceDeploy): boolean {
  return facts.deploys.some(
    (deploy) =>
      deploy.service === service.service &&
      deploy.version === service.version &&
      deploy.planId === facts.plan.id,
  );
}

function reasonsAgainstApproval(facts: RolloutFacts, states: readonly NodeState[], index: number): Reason[] {
  const node = facts.plan.nodes[index]!;
  const reasons: Reason[] = [...roleReasons(facts, "approver", "approve")];
  if (facts.actor.userId === facts.plan.authorId) {
    reasons.push({
      code: "approval.author",
      message:
        facts.otherApprovers === 0
          ? "Nobody approves their own change, and nobody else here may approve: invite a second person."
          : "Nobody approves their own change: ask another approver.",
      remedy: facts.otherApprovers === 0 ? "fix" : "wait",
      ...(facts.otherApprovers === 0 ? { href: "/settings" } : {}),
    });
  }
  if (!node.destructive) {
    reasons.push({
      code: "approval.not-needed",
      message: `${node.title} destroys nothing and needs no approval.`,
    });
  }
  if (states[index] === "succeeded") {
    reasons.push({ code: "phase.done", message: `${node.title} is done here already.` });
  }
  if (facts.plan.supersededBy !== null) {
    reasons.push({ code: "plan.superseded", message: "A newer plan has taken this one's place." });
  }
  if (!facts.plan.readable) reasons.push({ code: "plan.earlier-version", message: `${EARLIER_VERSION}.` });
  return reasons;
}

function orderReasons(facts: RolloutFacts, states: readonly NodeState[], index: number): Reason[] {
  const reasons: Reason[] = [];
  for (let at = 0; at < index; at++) {
    const node = facts.plan.nodes[at]!;
    if (states[at] === "succeeded") continue;
    if (node.type === "phase") {
      reasons.push({
        code: "phase.order",
        message: `${node.title} comes first and is not done here.`,
        remedy: "fix",
      });
      continue;
    }
    for (const service of deployNodeState(facts, at).services) {
      if (service.state === "finished") continue;
      reasons.push({ code: "deploy.missing", message: deployMessage(node, service), remedy: "fix" });
    }
    if (facts.environment.services.length === 0) {
      reasons.push({
        code: "deploy.missing",
        message: `${node.title}: the environment lists no service.`,
        remedy: "fix",
      });
    }
  }
  return reasons;
}

function deployMessage(node: NodeFact, { service, version, state }: ServiceDeploy): string {
  const how = `record it with POST /api/v1/deploys and nodeId "${node.id}", or by hand on the plan page`;
  switch (state) {
    case "missing":
      return `${node.title}: no deploy of ${service} is known here; ${how}.`;
    case "started":
      return `${node.title}: the deploy of ${service} ${version} has started and not finished; ${how}, status "finished".`;
    case "rolledBack":
      return `${node.title}: ${service} ${version} was rolled back; deploy again and ${how}.`;
    case "too-early":
      return `${node.title}: the deploy of ${service} ${version} began before the phase before had ended, so some of its processes may have seen the old schema; deploy again and ${how}.`;
    default:
      return `${node.title}: ${service} runs ${version}, which is not known to be far enough; ${how}.`;
  }
}

function promotionReasons(facts: RolloutFacts, node: NodeFact): Reason[] {
  return facts.lowerTiers
    .filter((tier) => !tier.environments.some((environment) => environment.succeeded.has(node.id)))
    .map(({ tier, environments }) => ({
      code: "promotion.lower-tier",
      message: `${node.title} must be done on ${lowerTierName(tier, environments)} first.`,
      remedy: "fix" as const,
      ...(environments[0] ? { href: planHref(facts.plan.id, environments[0].id) } : {}),
    }));
}

/** `staging`, or `staging (stage-eu or stage-us)` where the names say more than the tier does. */
function lowerTierName(tier: string, environments: readonly { readonly name: string }[]): string {
  const names = environments.map((environment) => environment.name);
  return names.length === 1 && names[0] === tier ? tier : `${tier} (${names.join(" or ")})`;
}

function approvalReasons(facts: RolloutFacts, node: NodeFact): Reason[] {
  const { approvedBy, rejections } = countingApprovals(facts, node.id);
  const reasons: Reason[] = rejections.map((rejection) => ({
    code: "approval.rejected",
    message: `${rejection.approverName} rejected it${rejection.comment ? `: ${rejection.comment}` : ""}.`,
    remedy: "wait",
  }));
  const needed = facts.environment.policy.contractApprovals;
  const missing = needed - approvedBy.length;
  if (missing > 0) {
    const alone = facts.otherApprovers < needed;
    reasons.push({
      code: "approval.missing",
      message: `${node.title} takes something away and needs ${needed === 1 ? "the approval" : `${needed} approvals`} of people other than the author of the change; ${approvedBy.length} of ${needed} given.${
        alone ? " Nobody else here may approve yet: invite a second person." : ""
      }`,
      remedy: alone ? "fix" : "wait",
      href: alone ? "/settings" : "/approvals",
    });
  }
  return reasons;
}

function shownApprovals(facts: RolloutFacts, node: NodeFact): NonNullable<RolloutNode["approvals"]> {
  const { approvedBy, rejections } = countingApprovals(facts, node.id);
  return [...approvedBy, ...rejections]
    .sort((a, b) => a.at - b.at)
    .map(({ approverId, approverName, decision, comment, at }) => ({
      approverId,
      approverName,
      decision,
      comment,
      at: new Date(at).toISOString(),
    }));
}

function activeRunReasons(facts: RolloutFacts): Reason[] {
  const run = activeRun(facts.runs);
  if (!run) return [];
  const title = facts.plan.nodes.find((node) => node.id === run.phaseId)?.title ?? run.phaseId;
  return [
    {
      code: "run.active",
      message: `A run of ${title} is ${run.state} on ${facts.environment.name}.`,
      remedy: "wait",
      href: `/runs/${run.id}`,
    },
  ];
}

function roleReasons(facts: RolloutFacts, needed: Role, verb: string): Reason[] {
  const { role } = facts.actor;
  if (role !== null && ROLES.indexOf(role) >= ROLES.indexOf(needed)) return [];
  return [
    {
      code: `role.${needed}`,
      message: `Only ${needed === "engineer" ? "engineers" : "approvers"} and above may ${verb}; your role is ${role ?? "none"}.`,
    },
  ];
}

function permission(reasons: Reason[]): Permission {
  return { allowed: reasons.length === 0, reasons };
}

/** The plan's page, opened on one environment. */
export function planHref(planId: string, environmentId: string): string {
  return `/plans/${planId}?env=${environmentId}`;
}
