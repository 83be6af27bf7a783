import { formatCount, formatDuration } from "@/lib/client/format";
import type { Headline } from "@/lib/contracts/rollout";
import type { Run, RunStep } from "@/lib/contracts/run";

export type RunSentence = Pick<Headline, "tone" | "text" | "who">;

/** The step a reader wants to see first: the failed one, else the one at work, else the next. */
export function focusStep(run: Run): RunStep | null {
  const by = (...states: readonly RunStep["state"][]) =>
    run.steps.find((step) => states.includes(step.state));
  return by("failed") ?? by("running", "waiting") ?? by("pending") ?? run.steps.at(-1) ?? null;
}

/** State, reason and who acts next in one sentence: the same on every size of screen. */
export function runSentence(run: Run): RunSentence {
  const step = focusStep(run);
  switch (run.state) {
    case "queued":
      return {
        tone: "working",
        text: "Waiting for a worker to take this run.",
        who: "nobody: a worker takes it within seconds",
      };
    case "running":
      return runningSentence(step);
    case "pausing":
      return {
        tone: "waiting",
        text: "Pausing: the batch or try in hand is finished first.",
        who: "nobody: it stops by itself",
      };
    case "paused":
      return {
        tone: run.reason?.waitsFor === "condition" ? "waiting" : "danger",
        text: run.reason?.message ?? "Paused. Nothing of ours runs on the database.",
        who:
          run.reason?.waitsFor === "condition"
            ? "nobody: it goes on when this clears"
            : "you: choose below how to go on",
      };
    case "aborting":
      return {
        tone: "waiting",
        text: "Aborting: the try in hand is taken back first.",
        who: "nobody: it stops by itself",
      };
    case "aborted":
      return {
        tone: "waiting",
        text: "Aborted. What was done stays done; a new run goes on from there, or the phase can be reverted.",
        who: "you: run it again or revert it, from the plan",
      };
    case "failed":
      return {
        tone: "danger",
        text: run.error?.message ?? "This run failed.",
        who: "you: mend the cause, then run it again from the plan",
      };
    case "succeeded":
      return {
        tone: "done",
        text: run.direction === "down" ? `${run.phaseTitle} was taken back.` : `${run.phaseTitle} is done.`,
        who: "the next stop of the plan",
      };
  }
}

function runningSentence(step: RunStep | null): RunSentence {
  if (!step) return { tone: "working", text: "Running.", who: "nobody: it goes by itself" };
  const held = step.progress?.heldBy;
  if (held)
    return {
      tone: "waiting",
      text: `Holding “${step.title}”: ${held}`,
      who: "nobody: it goes on when this clears",
    };
  if (step.state === "waiting")
    return {
      tone: "waiting",
      text: `“${step.title}” waits for a gap between other sessions’ locks. Nobody queues behind us.`,
      who: "nobody: it goes in when the way is clear; or end the blocker below",
    };
  const { progress } = step;
  if (progress?.rowsTotal)
    return {
      tone: "working",
      text: `${step.title}: ${formatCount(progress.rowsDone)} of about ${formatCount(progress.rowsTotal)} rows.`,
      who:
        progress.etaMs === null
          ? "nobody: it goes by itself"
          : `nobody: about ${formatDuration(progress.etaMs)} left`,
    };
  return { tone: "working", text: `${step.title}.`, who: "nobody: it goes by itself" };
}

/** Done share of a backfill, 0 to 1; never 1 before it is over, because the total is an estimate. */
export function progressRatio(step: RunStep): number | null {
  const { progress } = step;
  if (!progress) return null;
  if (step.state === "succeeded" || step.state === "skipped") return 1;
  if (!progress.rowsTotal) return 0;
  return Math.min(0.99, progress.rowsDone / progress.rowsTotal);
}
