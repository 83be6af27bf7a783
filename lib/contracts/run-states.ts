import type { RunState } from "./run";

/**
 * What may follow what. Asked-for states (`pausing`, `aborting`) are apart from reached ones (`paused`, `aborted`).
 * The store's conditional updates, the executor, the buttons and the tests all read this table.
 */
export const RUN_TRANSITIONS = {
  // Nobody works on it yet, so an abort is reached at once.
  queued: ["running", "aborted"],
  // Straight to paused when it stops to ask.
  running: ["pausing", "paused", "aborting", "succeeded", "failed"],
  // It may finish before it can stop.
  pausing: ["paused", "aborting", "succeeded", "failed"],
  paused: ["queued", "aborting"],
  aborting: ["aborted", "succeeded", "failed"],
  // Final: a new run of the same node goes on from the probes.
  aborted: [],
  failed: [],
  succeeded: [],
} as const satisfies Record<RunState, readonly RunState[]>;

/** States in which a run holds its rollout: at most one such run per rollout. */
export const ACTIVE_RUN_STATES = [
  "queued",
  "running",
  "pausing",
  "paused",
  "aborting",
] as const satisfies readonly RunState[];

/** States in which a worker has to do something: these the sweeper hands out when nobody holds the lease. */
export const WORKED_RUN_STATES = [
  "queued",
  "running",
  "pausing",
  "aborting",
] as const satisfies readonly RunState[];

/** Whether `to` may directly follow `from`. */
export function mayFollow(from: RunState, to: RunState): boolean {
  return (RUN_TRANSITIONS[from] as readonly RunState[]).includes(to);
}

/** Whether nothing can follow: a new run is needed. */
export function isFinal(state: RunState): boolean {
  return RUN_TRANSITIONS[state].length === 0;
}

/** States from which `to` can be reached, for the `where` of a conditional update. */
export function statesBefore(to: RunState): RunState[] {
  return (Object.keys(RUN_TRANSITIONS) as RunState[]).filter((from) => mayFollow(from, to));
}

/** What may be asked of a run in this state. */
export function runActions(state: RunState): { pause: boolean; resume: boolean; abort: boolean } {
  return {
    pause: mayFollow(state, "pausing"),
    resume: state === "paused",
    abort: state === "queued" || mayFollow(state, "aborting"),
  };
}
