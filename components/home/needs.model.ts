import { formatPlural } from "@/lib/client/format";
import type { Headline } from "@/lib/contracts/rollout";
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
  runs,
  approvalsForMe,
  changes,
}: {
  readonly runs: readonly Pick<Run, "id" | "state" | "reason">[];
  readonly approvalsForMe: number;
  readonly changes: number;
}): Needs {
  const pausedFor = (waitsFor: "person" | "condition") =>
    runs.filter((run) => run.state === "paused" && run.reason?.waitsFor === waitsFor);
  const asking = pausedFor("person");
  const holding = pausedFor("condition");
  const moving = runs.filter((run) => !asking.includes(run) && !holding.includes(run));
  if (asking[0]) {
    return {
      tone: "danger",
      text: `${formatPlural(asking.length, "run")} stopped to ask`,
      who: "you, or another engineer",
      next: { label: "Answer it", href: `/runs/${asking[0].id}` },
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
