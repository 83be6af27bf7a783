import type { RehearsalState } from "@/lib/contracts/rehearsal";
import type { NodeState } from "@/lib/contracts/rollout";
import type { RunState, StepState } from "@/lib/contracts/run";

/** What a state means for the reader; decides icon and colour, never the word. */
export type StatusTone = "idle" | "working" | "waiting" | "ok" | "danger" | "muted";

export interface StatusLook {
  readonly word: string;
  readonly tone: StatusTone;
}

const RUN: Record<RunState, StatusLook> = {
  queued: { word: "Queued", tone: "idle" },
  running: { word: "Running", tone: "working" },
  // Asked for is not reached: the word says so.
  pausing: { word: "Pausing…", tone: "waiting" },
  paused: { word: "Paused", tone: "waiting" },
  aborting: { word: "Aborting…", tone: "waiting" },
  aborted: { word: "Aborted", tone: "muted" },
  succeeded: { word: "Succeeded", tone: "ok" },
  failed: { word: "Failed", tone: "danger" },
};

const NODE: Record<NodeState, StatusLook> = {
  pending: { word: "Not started", tone: "idle" },
  queued: RUN.queued,
  running: RUN.running,
  paused: RUN.paused,
  failed: RUN.failed,
  aborted: RUN.aborted,
  succeeded: { word: "Done", tone: "ok" },
  reverted: { word: "Reverted", tone: "muted" },
};

const STEP: Record<StepState, StatusLook> = {
  pending: { word: "To do", tone: "idle" },
  running: { word: "Running", tone: "working" },
  waiting: { word: "Waiting", tone: "waiting" },
  skipped: { word: "Already done", tone: "muted" },
  succeeded: { word: "Done", tone: "ok" },
  failed: { word: "Failed", tone: "danger" },
  reverted: { word: "Reverted", tone: "muted" },
};

const REHEARSAL: Record<RehearsalState, StatusLook> = {
  queued: RUN.queued,
  running: { word: "Rehearsing", tone: "working" },
  succeeded: { word: "Passed", tone: "ok" },
  failed: { word: "Not passed", tone: "danger" },
};

export const runLook = (state: RunState): StatusLook => RUN[state];
export const nodeLook = (state: NodeState): StatusLook => NODE[state];
export const stepLook = (state: StepState): StatusLook => STEP[state];
export const rehearsalLook = (state: RehearsalState): StatusLook => REHEARSAL[state];
