import type { NodeState } from "../contracts/rollout";
import { ACTIVE_RUN_STATES } from "../contracts/run-states";
import type { RunFact } from "./facts";

/** Newest first; of two made in the same millisecond the larger id is newer, as ids grow. */
export function newestFirst(runs: readonly RunFact[]): RunFact[] {
  return [...runs].sort((a, b) => b.createdAt - a.createdAt || (a.id < b.id ? 1 : -1));
}

export function newestRun(runs: readonly RunFact[], phaseId: string): RunFact | null {
  return newestFirst(runs.filter((run) => run.phaseId === phaseId))[0] ?? null;
}

export function activeRun(runs: readonly RunFact[]): RunFact | null {
  return runs.find((run) => (ACTIVE_RUN_STATES as readonly string[]).includes(run.state)) ?? null;
}

/** Where a phase stands is what its newest run says. */
export function phaseState(run: Pick<RunFact, "state" | "direction"> | null): NodeState {
  if (!run) return "pending";
  switch (run.state) {
    case "pausing":
    case "aborting":
      return "running";
    case "succeeded":
      return run.direction === "up" ? "succeeded" : "reverted";
    default:
      return run.state;
  }
}

/** Nothing of the phase stands on the target, as far as its runs tell. */
export function isUntouched(state: NodeState): boolean {
  return state === "pending" || state === "reverted";
}

/** A rollout holds its relations from its first run until every phase is done, or all are taken back. */
export function isOpenRollout(phaseStates: readonly NodeState[]): boolean {
  return !phaseStates.every(isUntouched) && !phaseStates.every((state) => state === "succeeded");
}
