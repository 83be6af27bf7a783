import type { Reason } from "../contracts/common";
import type { Headline, RolloutNode, ServiceDeploy } from "../contracts/rollout";
import { countingApprovals } from "./approvals";
import { EARLIER_VERSION, planHref } from "./decide";
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
  if (!facts.plan.readable) {
    return { tone: "waiting", text: `${EARLIER_VERSION}: plan the change again.`, who: "you", next: null };
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
        text: `Paused: ${back}${what}. ${firstSentence(run.reason?.message ?? "Somebody asked it to pause.")}`,
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

/** The run's own page has the rest of it. */
const firstSentence = (message: string): string => message.split(/(?<=\.)\s/)[0] ?? message;

function deployHeadline(facts: RolloutFacts, node: RolloutNode, fact: NodeFact): Headline {
  const services = (node.services ?? []).filter((service) => service.state !== "finished");
  const isRolling = services.some((service) => service.state === "started");
  const where = serviceWords(services);
  return {
    tone: isRolling ? "working" : "waiting",
    text: `${isRolling ? "Being deployed" : "Waiting for a deploy"} on ${facts.environment.name}: ${uncapitalised(fact.title)}${where && ` (${where})`}.`,
    who: isRolling ? "CI, when it is out everywhere" : "CI, or whoever deploys the app",
    next: next("deploy", "Open the deploy", fact.id, facts.environment.id, null),
  };
}

const SERVICE_WORDS: Record<
  ServiceDeploy["state"],
  (version: string) => readonly [one: string, many: string]
> = {
  missing: () => ["has no deploy on record", "have no deploy on record"],
  started: (version) => [`goes to ${version}`, `go to ${version}`],
  finished: (version) => [`runs ${version}`, `run ${version}`],
  "other-version": (version) => [`runs ${version}`, `run ${version}`],
  rolledBack: (version) => [`was rolled back from ${version}`, `were rolled back from ${version}`],
  "too-early": (version) => [`went to ${version} too early`, `went to ${version} too early`],
};

/** `web and worker run v1`: services that stand alike are named together. */
function serviceWords(services: readonly ServiceDeploy[]): string {
  const alike = new Map<string, { readonly names: string[]; readonly many: string }>();
  for (const { service, version, state } of services) {
    const [one, many] = SERVICE_WORDS[state](version ?? "another version");
    const known = alike.get(one);
    if (known) known.names.push(service);
    else alike.set(one, { names: [service], many });
  }
  return [...alike]
    .map(([one, { names, many }]) => (names.length === 1 ? `${names[0]} ${one}` : `${listed(names)} ${many}`))
    .join(", ");
}

const listed = (names: readonly string[]) => `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
const uncapitalised = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);

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
  if (node.state === "aborted" && run?.direction === "down") {
    return {
      tone: "waiting",
      text: `Taking back ${fact.title} on ${environment.name} was aborted part-way: take it back again, or run it again.`,
      who: mayDo(facts, "engineer"),
      next: openRun,
    };
  }
  if (reasons.length === 0) {
    const again = node.state === "aborted" ? " It was aborted part-way and goes on from there." : "";
    return {
      tone: "ready",
      text: `Ready: ${fact.title} on ${environment.name} can start.${again}`,
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

/** Short: the first objection in a few words and how many more there are; the reasons in full stand at the action. */
function refusedHeadline(
  facts: RolloutFacts,
  node: RolloutNode,
  fact: NodeFact,
  reasons: readonly Reason[],
): Headline {
  const { environment } = facts;
  const what = `${fact.title} on ${environment.name}`;
  const code = WEIGHT.find((candidate) => reasons.some((reason) => reason.code === candidate));
  const reason = reasons.find((candidate) => candidate.code === code) ?? reasons[0]!;
  const others = reasons.filter((other) => other !== reason && !other.code.startsWith("role.")).length;
  const more = others === 0 ? "" : `, and for ${others === 1 ? "one more thing" : `${others} more things`}`;
  switch (reason.code) {
    case "promotion.lower-tier": {
      const lower = facts.lowerTiers.find(
        (tier) => !tier.environments.some((candidate) => candidate.succeeded.has(fact.id)),
      )?.environments[0];
      return {
        tone: "waiting",
        text: `${what} waits for ${lower?.name ?? "a lower tier"}${more}.`,
        who: mayDo(facts, "engineer"),
        next: lower
          ? next("run", `Go to ${lower.name}`, fact.id, lower.id, planHref(facts.plan.id, lower.id))
          : null,
      };
    }
    case "approval.missing":
    case "approval.rejected":
      return consentHeadline(facts, node, fact, reason, `${what} waits for`, more);
    case "evidence.tripwire": {
      const clears = reason.remedy === "wait";
      return {
        tone: "waiting",
        text: clears
          ? `${what} waits for old code to be quiet${more}.`
          : `${what} waits for proof that old code is quiet${more}.`,
        who: clears ? "nobody: it clears by itself" : mayDo(facts, "engineer"),
        next: null,
      };
    }
    case "rollout.overlap": {
      const [other] = facts.overlaps;
      return {
        tone: "waiting",
        text: `${what} waits for “${other?.title}”${more}.`,
        who: mayDo(facts, "engineer"),
        next: other
          ? next("none", "Open that change", null, null, planHref(other.planId, environment.id))
          : null,
      };
    }
    case "role.engineer":
      return {
        tone: "ready",
        text: `Ready: ${what} can start.`,
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

function consentHeadline(
  facts: RolloutFacts,
  node: RolloutNode,
  fact: NodeFact,
  reason: Reason,
  waitsFor: string,
  more: string,
): Headline {
  const decided = countingApprovals(facts, fact.id);
  const needed = facts.environment.policy.contractApprovals;
  const mine = node.actions.approve.allowed;
  const count = needed > 1 ? ` (${decided.approvedBy.length} of ${needed} given)` : "";
  const [rejection] = decided.rejections;
  const text =
    reason.code === "approval.rejected" && rejection
      ? `${fact.title} on ${facts.environment.name} was rejected by ${rejection.approverName}.`
      : `${waitsFor} ${mine ? "your approval" : "approval"}${count}${more}.`;
  const nodeId = fact.id;
  const environmentId = facts.environment.id;
  if (mine) {
    return {
      tone: "waiting",
      text,
      who: "you",
      next: next("approve", `Decide on ${fact.title}`, nodeId, environmentId, "/approvals"),
    };
  }
  if (facts.otherApprovers === 0) {
    return {
      tone: "waiting",
      text,
      who: "an administrator: invite a second person",
      next: next("none", "Invite a second person", null, null, "/settings"),
    };
  }
  return {
    tone: "waiting",
    text,
    who: "another approver",
    next: next("none", "Open the approvals", nodeId, environmentId, "/approvals"),
  };
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
