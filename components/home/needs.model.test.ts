import { expect, test } from "vitest";
import type { RolloutBrief } from "@/lib/contracts/rollout";
import type { Run } from "@/lib/contracts/run";
import { needsOf, runsUnderWay } from "./needs.model";

const paused = (waitsFor: "person" | "condition"): Pick<Run, "id" | "state" | "reason"> => ({
  id: `run-${waitsFor}`,
  state: "paused",
  reason: { code: "x", message: "x", waitsFor, choices: [] },
});
const running = { id: "run-moving", state: "running", reason: null } as const;
const failed: RolloutBrief = {
  planId: "pln_1",
  environmentId: "env_1",
  title: "Rename",
  nodes: [{ id: "expand", type: "phase", title: "Expand", state: "failed" }],
  headline: {
    tone: "danger",
    text: "Expand failed on production: no such table",
    who: "an engineer",
    next: {
      label: "See what happened",
      action: "open-run",
      nodeId: "expand",
      environmentId: "env_1",
      href: "/runs/run_1",
    },
  },
};

test("a stopped run comes before everything else, with its own words and next act", () => {
  expect(needsOf({ stopped: [failed], runs: [running], approvalsForMe: 3, changes: 1 })).toEqual({
    tone: "danger",
    text: "Expand failed on production: no such table",
    who: "an engineer",
    next: { label: "See what happened", href: "/runs/run_1" },
  });
});
test("several stopped runs are counted", () => {
  const needs = needsOf({ stopped: [failed, failed], runs: [], approvalsForMe: 0, changes: 1 });
  expect(needs.text).toBe("2 runs stopped and need somebody");
});
test("a decision of mine comes before runs that wait by themselves", () => {
  const needs = needsOf({ stopped: [], runs: [paused("condition")], approvalsForMe: 2, changes: 1 });
  expect(needs.text).toBe("2 decisions wait for you");
});
test("a run that holds by itself asks nobody", () => {
  const needs = needsOf({ stopped: [], runs: [paused("condition")], approvalsForMe: 0, changes: 1 });
  expect(needs.who).toContain("nobody");
});
test("runs under way are counted", () => {
  const needs = needsOf({ stopped: [], runs: [running, running], approvalsForMe: 0, changes: 1 });
  expect(needs.text).toBe("2 runs are under way");
});
test("with no change at all, the first step is named", () => {
  expect(needsOf({ stopped: [], runs: [], approvalsForMe: 0, changes: 0 }).tone).toBe("ready");
  expect(needsOf({ stopped: [], runs: [], approvalsForMe: 0, changes: 4 }).tone).toBe("done");
});
test("a run that stopped to ask, or that somebody paused, is not under way", () => {
  const byHand = { ...paused("person"), reason: null };
  expect(runsUnderWay([paused("person"), byHand, paused("condition"), running])).toEqual([
    paused("condition"),
    running,
  ]);
});
