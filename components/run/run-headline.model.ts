import { formatCount, formatDuration, formatPlural } from "@/lib/client/format";
import type { Headline } from "@/lib/contracts/rollout";
import type { Blocker, Run, RunStep } from "@/lib/contracts/run";
import { blockerName } from "./blockers.model";

export type RunSentence = Pick<Headline, "tone" | "text" | "who">;

/** The step a reader wants to see first: the failed one, else the one at work, else the next. */
export function focusStep(run: Run): RunStep | null {
  const by = (...states: readonly RunStep["state"][]) =>
    run.steps.find((step) => states.includes(step.state));
  return by("failed") ?? by("running", "waiting") ?? by("pending") ?? run.steps.at(-1) ?? null;
}

/** What the sentence may name beside the run itself. */
export interface RunSurroundings {
  readonly environmentName: string;
  readonly blockers: readonly Blocker[];
}

/** State, reason and who acts next in one sentence: the same on every size of screen. */
export function runSentence(run: Run, around: RunSurroundings): RunSentence {
  const what = `${run.phaseTitle} on ${around.environmentName}`;
  const back = run.direction === "down" ? `Taking back ${run.phaseTitle.toLowerCase()}` : run.phaseTitle;
  const doing = `${back} on ${around.environmentName}`;
  switch (run.state) {
    case "queued":
      return {
        tone: "working",
        text: `${doing} waits for a worker.`,
        who: "nobody: a worker takes it within seconds",
      };
    case "running":
      return runningSentence(focusStep(run), around);
    case "pausing":
      return {
        tone: "waiting",
        text: "Pausing: the batch or try in hand is finished first.",
        who: "nobody: it stops by itself",
      };
    case "paused":
      return {
        tone: run.reason?.waitsFor === "condition" ? "waiting" : "danger",
        text: pausedText(run),
        who:
          run.reason?.waitsFor === "condition"
            ? "nobody: it goes on when this clears"
            : "you: choose how to go on",
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
        text: `${doing} was aborted. What was done stays done.`,
        who: "you: from the plan, run it again and it goes on from there, or revert it",
      };
    case "failed":
      return {
        tone: "danger",
        text: run.error?.message ?? `${doing} failed.`,
        who: "you: mend the cause, then run it again from the plan",
      };
    case "succeeded":
      return {
        tone: "done",
        text: run.direction === "down" ? `${what} was taken back.` : `${what} is done.`,
        who:
          run.direction === "down" ? "nobody: the database is as it was before" : "the next stop of the plan",
      };
  }
}

/** A pause somebody asked for says so itself; any other says why. */
function pausedText({ reason }: Run): string {
  if (!reason) return "Paused. Nothing of ours runs on the database.";
  return reason.code.endsWith("lock.not-acquired") ? withoutAdvice(reason.message) : reason.message;
}

/** The sentence names what happened; what can be done about it stands in the buttons beside it. */
const withoutAdvice = (message: string): string => message.split(/ In the way: /)[0] ?? message;

function runningSentence(step: RunStep | null, { blockers }: RunSurroundings): RunSentence {
  if (!step) return { tone: "working", text: "Running.", who: "nobody: it goes by itself" };
  const held = step.progress?.heldBy;
  if (held)
    return {
      tone: "waiting",
      text: `Holding “${step.title}”: ${held}`,
      who: "nobody: it goes on when this clears",
    };
  if (step.state === "waiting") {
    const [first] = blockers;
    const others = blockers.length - 1;
    const whom = first
      ? `${blockerName(first)} (pid ${first.pid})${others > 0 ? ` and ${formatPlural(others, "other")}` : ""}`
      : "a gap between other sessions’ locks";
    return {
      tone: "waiting",
      text: `Waiting for ${whom}. Nobody queues behind us.`,
      who: "nobody: it goes in when the way is clear, or stop what is in the way",
    };
  }
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
