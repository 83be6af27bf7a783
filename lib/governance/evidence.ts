import type { Reason } from "../contracts/common";
import { deployNodeState } from "./deploy-state";
import type { RolloutFacts, TripwireFact } from "./facts";

/** A tripwire that nobody looked at for this long says nothing about now. */
export const STALE_AFTER_MS = 60_000;

/**
 * Whether old code still writes: no tripwire may have moved during the quiet window, and the window counts only from
 * when the app was deployed and the tripwire was being watched. What cannot be read is never read as quiet.
 * Before the deploys are done there is nothing to be quiet since, and the order of nodes objects already.
 */
export function tripwireReasons(facts: RolloutFacts, index: number): Reason[] {
  const windowMs = facts.environment.policy.quietWindowMs;
  if (windowMs === 0) return [];
  const deploys = facts.plan.nodes
    .map((node, at) => ({ node, at }))
    .filter(({ node, at }) => at < index && node.type === "deploy")
    .map(({ at }) => deployNodeState(facts, at));
  if (!deploys.every((deploy) => deploy.satisfied)) return [];
  const deployedAt = Math.max(Number.NEGATIVE_INFINITY, ...deploys.map((deploy) => deploy.since ?? 0));
  const begun = hasBegun(facts, index);
  const madeAnewAt = takenBackAt(facts, index);
  return facts.tripwires.flatMap((tripwire) => {
    // The phase itself takes the sequence away: once it has begun, a missing one is our own doing.
    if (begun && tripwire.value === null) return [];
    return tripwireReason(tripwire, { now: facts.now, windowMs, deployedAt, madeAnewAt });
  });
}

function tripwireReason(
  tripwire: TripwireFact,
  {
    now,
    windowMs,
    deployedAt,
    madeAnewAt,
  }: { now: number; windowMs: number; deployedAt: number; madeAnewAt: number },
): Reason[] {
  const reason = (message: string, remedy: "fix" | "wait"): Reason[] => [
    { code: "evidence.tripwire", message, remedy },
  ];
  if (tripwire.seenAt === null || tripwire.observedSince === null) {
    return reason(
      `${tripwire.title}: not observed yet. A worker looks every few seconds; if this stays, see whether one is running.`,
      "wait",
    );
  }
  if (tripwire.seenAt < madeAnewAt) {
    return reason(
      `${tripwire.title}: not observed since the phase was taken back, which made the tripwire anew. A worker looks every few seconds.`,
      "wait",
    );
  }
  if (tripwire.value === null) {
    return reason(
      `${tripwire.title}: the sequence ${tripwire.sequence} cannot be read, so nothing is known. See whether it exists and whether Interlock's role may read it.`,
      "fix",
    );
  }
  if (now - tripwire.seenAt > STALE_AFTER_MS) {
    return reason(
      `${tripwire.title}: last looked at ${seconds(now - tripwire.seenAt)} ago. See whether a worker is running and the database answers.`,
      "fix",
    );
  }
  const quietSince = Math.max(
    tripwire.lastMovedAt ?? Number.NEGATIVE_INFINITY,
    tripwire.observedSince,
    deployedAt,
    madeAnewAt,
  );
  // Nothing is known of the time after the last look: a move may be waiting to be seen.
  const quietMs = Math.max(0, tripwire.seenAt - quietSince);
  if (quietMs >= windowMs) return [];
  const why = quietSince === tripwire.lastMovedAt ? "it moved" : "the deploy or the watch began";
  return reason(
    `${tripwire.title}: ${why} ${seconds(now - quietSince)} ago, and ${seconds(windowMs)} of observed quiet are wanted. Clears in about ${seconds(windowMs - quietMs)} if nothing more comes.`,
    "wait",
  );
}

/** When the phase was last taken back: what was seen of a tripwire before is of one that is gone. */
function takenBackAt(facts: RolloutFacts, index: number): number {
  const phaseId = facts.plan.nodes[index]?.id;
  const reverts = facts.runs.filter(
    (run) => run.phaseId === phaseId && run.direction === "down" && run.state === "succeeded",
  );
  return Math.max(Number.NEGATIVE_INFINITY, ...reverts.map((run) => run.finishedAt ?? run.createdAt));
}

/** Some of the phase's work was done and not taken back. */
function hasBegun(facts: RolloutFacts, index: number): boolean {
  const phaseId = facts.plan.nodes[index]?.id;
  const runs = facts.runs.filter((run) => run.phaseId === phaseId).sort((a, b) => a.createdAt - b.createdAt);
  const lastRevert = runs.findLastIndex((run) => run.direction === "down" && run.state === "succeeded");
  return runs.slice(lastRevert + 1).some((run) => run.direction === "up" && run.didSomething);
}

function seconds(ms: number): string {
  const whole = Math.max(0, Math.ceil(ms / 1000));
  return whole < 120 ? `${whole} s` : `${Math.ceil(whole / 60)} min`;
}
