import type { Reason } from "../contracts/common";
import type { Headline, RolloutNode } from "../contracts/rollout";
import { planHref } from "./decide";
import type { NodeFact, RolloutFacts, RunFact } from "./facts";
import { activeRun, newestRun } from "./node-states";

type Next = NonNullable<Headline["next"]>;

/**
 * The one sentence on top of a plan on an environment, for whoever asks: where it stands, why, who acts next, and the
 * one act. `nodes` is what `decide` made of the same facts.
 */
export function headline(facts: RolloutFacts, nodes: readonly RolloutNode[]): Headline {
  const run = activeRun(facts.runs);
  if (run) return activeHeadline(facts, run);
  if (facts.plan.supersededBy !== null) {
    return {
      tone: "waiting",
      text: "A newer plan of this change has taken this one's place.",
      who: "you",
      next: next("none", "Open the newer plan", null, null, `/plans/${facts.plan.supersededBy}`),
    };
  }
  const index = nodes.findIndex((node) => node.state !== "succeeded");
  const node = nodes[index];
  const fact = facts.plan.nodes[index];
  if (!node || !fact) {
    return { tone: "done", text: `Done on ${facts.environment.name}.`, who: "nobody", next: null };
  }
  if (node.type === "deploy") return deployHeadline(facts, node, fact);
  return phaseHeadline(facts, node, fact);
}

function activeHeadline(facts: RolloutFacts, run: RunFact): Headline {
  const what = `${titleOf(facts, run.phaseId)} on ${facts.environment.name}`;
  const open = (label: string) =>
    next("open-run", label, run.phaseId, facts.environment.id, `/runs/${run.id}`);
  const back = run.direction === "down" ? "taking back " : "";
  switch (run.state) {
    case "queued":
      return {
        tone: "working",
        text: `Waiting for a worker: ${back}${what}.`,
        who: "nobody: it clears by itself",
        next: open("Watch the run"),
      };
    case "paused": {
      const waits = run.reason?.waitsFor === "condition";
      return {
        tone: waits ? "waiting" : "danger",
        text: `Paused: ${back}${what}. ${run.reason?.message ?? "Somebody asked it to pause."}`,
        who: waits ? "nobody: it clears by itself" : mayDo(facts, "engineer"),
        next: open(waits ? "Watch the run" : "Decide how it goes on"),
      };
    }
    case "pausing":
    case "aborting":
      return {
        tone: "working",
        text: `${run.state === "pausing" ? "Pausing" : "Aborting"}: ${back}${what}.`,
        who: "nobody: it clears by itself",
        next: open("Watch the run"),
      };
    default:
      return {
        tone: "working",
        text: `Running: ${back}${what}.`,
        who: "nobody: it goes on by itself",
        next: open("Watch the run"),
      };
  }
}

function deployHeadline(facts: RolloutFacts, node: RolloutNode, fact: NodeFact): Headline {
  const waiting = (node.services ?? [])
    .filter((service) => service.state !== "finished")
    .map(({ service, version, state }) => {
      if (state === "missing") return `${service} has no deploy on record`;
      if (state === "started") return `${service} ${version} is being deployed`;
      if (state === "rolledBack") return `${service} ${version} was rolled back`;
      if (state === "too-early") return `${service} ${version} was deployed too early`;
      return `${service} runs ${version}`;
    });
  return {
    tone: "waiting",
    text: `Waiting for the app on ${facts.environment.name}: ${fact.title}${waiting.length > 0 ? ` (${waiting.join(", ")})` : ""}.`,
    who: "CI, or whoever deploys the app",
    next: next("deploy", "Record the deploy", fact.id, facts.environment.id, null),
  };
}

function phaseHeadline(facts: RolloutFacts, node: RolloutNode, fact: NodeFact): Headline {
  const { environment } = facts;
  const run = newestRun(facts.runs, fact.id);
  const openRun = run && next("open-run", "See what happened", fact.id, environment.id, `/runs/${run.id}`);
  if (node.state === "failed") {
    return {
      tone: "danger",
      text: `${run?.direction === "down" ? "Taking back " : ""}${fact.title} failed on ${environment.name}${run?.error ? `: ${run.error.message}` : "."}`,
      who: mayDo(facts, "engineer"),
      next: openRun,
    };
  }
  const reasons = node.actions.run.reasons;
  if (reasons.length === 0) {
    const again = node.state === "aborted" ? " It was aborted part-way and goes on from there." : "";
    return {
      tone: "ready",
      text: `Ready: ${fact.title} can start on ${environment.name}.${again}`,
      who: "you",
      next: next("run", `Start ${fact.title} on ${environment.name}`, fact.id, environment.id, null),
    };
  }
  return refusedHeadline(facts, node, fact, reasons);
}

/** Which objection to name first: what lies furthest back stands before what only waits. */
const WEIGHT = [
  "promotion.lower-tier",
  "rollout.overlap",
  "approval.rejected",
  "approval.missing",
  "evidence.tripwire",
];

function refusedHeadline(
  facts: RolloutFacts,
  node: RolloutNode,
  fact: NodeFact,
  reasons: readonly Reason[],
): Headline {
  const what = `${fact.title} on ${facts.environment.name}`;
  const code = WEIGHT.find((candidate) => reasons.some((reason) => reason.code === candidate));
  const reason = reasons.find((candidate) => candidate.code === code) ?? reasons[0]!;
  switch (reason.code) {
    case "promotion.lower-tier": {
      const lower = facts.lowerTiers.find(
        (tier) => !tier.environments.some((environment) => environment.succeeded.has(fact.id)),
      )?.environments[0];
      return {
        tone: "waiting",
        text: `${what} waits: ${reason.message}`,
        who: mayDo(facts, "engineer"),
        next: lower
          ? next("run", `Go to ${lower.name}`, fact.id, lower.id, planHref(facts.plan.id, lower.id))
          : null,
      };
    }
    case "approval.missing":
    case "approval.rejected":
      if (node.actions.approve.allowed) {
        return {
          tone: "waiting",
          text: `${what} waits for your decision: ${reason.message}`,
          who: "you",
          next: next("approve", `Decide on ${fact.title}`, fact.id, facts.environment.id, "/approvals"),
        };
      }
      return {
        tone: "waiting",
        text: `${what} waits: ${reason.message}`,
        who: facts.otherApprovers === 0 ? "an administrator: invite a second person" : "another approver",
        next:
          facts.otherApprovers === 0
            ? next("none", "Invite a second person", null, null, "/settings")
            : next("none", "Open the approvals", fact.id, facts.environment.id, "/approvals"),
      };
    case "evidence.tripwire":
      return {
        tone: "waiting",
        text: `${what} waits. ${reason.message}`,
        who: reason.remedy === "fix" ? mayDo(facts, "engineer") : "nobody: it clears by itself",
        next: null,
      };
    case "role.engineer":
      return {
        tone: "ready",
        text: `Ready: ${fact.title} can start on ${facts.environment.name}.`,
        who: "an engineer",
        next: null,
      };
    default:
      return {
        tone: "waiting",
        text: `${what} waits: ${reason.message}`,
        who: mayDo(facts, "engineer"),
        next: reason.href
          ? next("none", "Go there", reason.href.startsWith("/plans") ? null : fact.id, null, reason.href)
          : null,
      };
  }
}

function mayDo(facts: RolloutFacts, role: "engineer"): string {
  const mine = facts.actor.role;
  return mine !== null && mine !== "viewer" ? "you" : `an ${role}`;
}

function titleOf(facts: RolloutFacts, phaseId: string): string {
  return facts.plan.nodes.find((node) => node.id === phaseId)?.title ?? phaseId;
}

function next(
  action: Next["action"],
  label: string,
  nodeId: string | null,
  environmentId: string | null,
  href: string | null,
): Next {
  return { action, label, nodeId, environmentId, href };
}
