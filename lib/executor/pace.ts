import type { Policy } from "../contracts/environment";
import type { RunPace } from "../contracts/run";

/** How a backfill's batches are steered. */
export interface Steering {
  /** Time per batch. */
  readonly targetMs: number;
  /** Sleep after a batch as a multiple of what it took. */
  readonly pauseRatio: number;
}

/** Sleeping twice as long as working leaves two thirds of the time, and of the disk, to the app. */
const GENTLE_PAUSE_RATIO = 2;
const GENTLE_SHARE_OF_TARGET = 0.4;
const FAST_TARGETS = 4;

/**
 * The policy's steering at a pace. Fast gives up the pauses and lets a batch hold its rows four times as long; health
 * signals, budgets and the guard hold it all the same.
 */
export function steeringOf(
  pace: RunPace,
  policy: Pick<Policy, "batchTargetMs" | "batchPauseRatio">,
): Steering {
  switch (pace) {
    case "gentle":
      return {
        targetMs: Math.max(5, policy.batchTargetMs * GENTLE_SHARE_OF_TARGET),
        pauseRatio: Math.max(policy.batchPauseRatio, GENTLE_PAUSE_RATIO),
      };
    case "normal":
      return { targetMs: policy.batchTargetMs, pauseRatio: policy.batchPauseRatio };
    case "fast":
      return { targetMs: policy.batchTargetMs * FAST_TARGETS, pauseRatio: 0 };
  }
}
