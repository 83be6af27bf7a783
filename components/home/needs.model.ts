import { formatPlural } from "@/lib/client/format";
import type { Headline } from "@/lib/contracts/rollout";
import type { Run } from "@/lib/contracts/run";

export interface Needs {
  readonly tone: Headline["tone"];
  readonly text: string;
  readonly who: string;
}

/** The sentence on the home page: the most urgent thing first. */
export function needsOf({
  runs,
  approvalsForMe,
  changes,
}: {
  readonly runs: readonly Pick<Run, "state" | "reason">[];
  readonly approvalsForMe: number;
  readonly changes: number;
}): Needs {
  const asking = runs.filter((run) => run.state === "paused" && run.reason?.waitsFor === "person").length;
  const holding = runs.filter((run) => run.state === "paused" && run.reason?.waitsFor === "condition").length;
  const moving = runs.length - asking - holding;
  if (asking > 0) {
    return {
      tone: "danger",
      text: `${formatPlural(asking, "run")} stopped to ask`,
      who: "you, or another engineer",
    };
  }
  if (approvalsForMe > 0) {
    const verb = approvalsForMe === 1 ? "waits" : "wait";
    return {
      tone: "waiting",
      text: `${formatPlural(approvalsForMe, "decision")} ${verb} for you`,
      who: "you: read the evidence and decide",
    };
  }
  if (holding > 0) {
    const verb = holding === 1 ? "holds" : "hold";
    return {
      tone: "waiting",
      text: `${formatPlural(holding, "run")} ${verb} for the database to calm down`,
      who: "nobody: it goes on by itself",
    };
  }
  if (moving > 0) {
    const verb = moving === 1 ? "is" : "are";
    return {
      tone: "working",
      text: `${formatPlural(moving, "run")} ${verb} under way`,
      who: "nobody: watch if you like",
    };
  }
  if (changes === 0) {
    return { tone: "ready", text: "All clear. Describe the first change", who: "you" };
  }
  return {
    tone: "done",
    text: "All clear: nothing runs and nothing waits for you",
    who: "whoever has the next change",
  };
}
