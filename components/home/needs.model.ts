import { nextActOf } from "@/components/changes/standing.model";
import { formatPlural } from "@/lib/client/format";
import type { Headline, RolloutBrief } from "@/lib/contracts/rollout";
import type { Run } from "@/lib/contracts/run";

export interface Needs {
  readonly tone: Headline["tone"];
  readonly text: string;
  readonly who: string;
  /** The next act as a link; null where nobody has to act. */
  readonly next: { readonly label: string; readonly href: string } | null;
}

/** The sentence on the home page: the most urgent thing first. */
export function needsOf({
  stopped,
  runs,
  approvalsForMe,
  changes,
}: {
  /** Rollouts on which a run failed or stopped to ask. */
  readonly stopped: readonly RolloutBrief[];
  /** Runs that are not over, those that stopped to ask left out. */
  readonly runs: readonly Pick<Run, "id" | "state" | "reason">[];
  readonly approvalsForMe: number;
  readonly changes: number;
}): Needs {
  const holding = runs.filter((run) => run.state === "paused");
  const moving = runs.filter((run) => run.state !== "paused");
  if (stopped[0]) {
    return {
      tone: "danger",
      text:
        stopped.length === 1 ? stopped[0].headline.text : `${stopped.length} runs stopped and need somebody`,
      who: stopped[0].headline.who,
      next: nextActOf(stopped[0]),
    };
  }
  if (approvalsForMe > 0) {
    return {
      tone: "waiting",
      text: `${formatPlural(approvalsForMe, "decision")} ${approvalsForMe === 1 ? "waits" : "wait"} for you`,
      who: "you: read the evidence and decide",
      next: { label: "Open approvals", href: "/approvals" },
    };
  }
  if (holding[0]) {
    return {
      tone: "waiting",
      text: `${formatPlural(holding.length, "run")} ${holding.length === 1 ? "holds" : "hold"} for the database to calm down`,
      who: "nobody: it goes on by itself",
      next: { label: "See what holds it", href: `/runs/${holding[0].id}` },
    };
  }
  if (moving[0]) {
    return {
      tone: "working",
      text: `${formatPlural(moving.length, "run")} ${moving.length === 1 ? "is" : "are"} under way`,
      who: "nobody: watch if you like",
      next: { label: "Watch it", href: `/runs/${moving[0].id}` },
    };
  }
  if (changes === 0) {
    return { tone: "ready", text: "All clear. Describe the first change", who: "you", next: null };
  }
  return {
    tone: "done",
    text: "All clear: nothing runs and nothing waits for you",
    who: "whoever has the next change",
    next: null,
  };
}

/** Runs that go, or will go on, by themselves: those that stopped to ask stand with the failed ones. */
export const runsUnderWay = <R extends Pick<Run, "state" | "reason">>(runs: readonly R[]): readonly R[] =>
  runs.filter((run) => run.state !== "paused" || run.reason?.waitsFor === "condition");
