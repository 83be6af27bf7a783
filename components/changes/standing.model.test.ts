import { expect, test } from "vitest";
import type { Headline, NodeState, RolloutBrief } from "@/lib/contracts/rollout";
import { nextActOf, standingOf, stoppedOf } from "./standing.model";

const NODES = [
  { id: "expand", type: "phase", title: "Expand" },
  { id: "deploy-1", type: "deploy", title: "Deploy a release that writes both" },
  { id: "contract", type: "phase", title: "Contract" },
] as const;

function brief(states: readonly NodeState[], headline: Partial<Headline> = {}): RolloutBrief {
  return {
    planId: "pln_1",
    environmentId: "env_1",
    title: "Rename a column",
    headline: { tone: "waiting", text: "…", who: "you", next: null, ...headline },
    nodes: NODES.map((node, at) => ({ ...node, state: states[at] ?? "pending" })),
  };
}
const openRun = {
  action: "open-run",
  label: "See what happened",
  nodeId: "expand",
  environmentId: "env_1",
  href: "/runs/run_1",
} as const;

test.each([
  ["nothing begun", brief([]), "Not started", "idle"],
  ["a deploy alone is no beginning", brief(["pending", "succeeded"]), "Not started", "idle"],
  ["between phases", brief(["succeeded"]), "Waits for a deploy", "waiting"],
  ["next phase free", brief(["succeeded", "succeeded"], { tone: "ready" }), "Contract can start", "idle"],
  ["next phase refused", brief(["succeeded", "succeeded"]), "Contract waits", "waiting"],
  ["all done", brief(["succeeded", "succeeded", "succeeded"], { tone: "done" }), "Done", "ok"],
  ["under way", brief(["running"], { tone: "working" }), "Expand: running", "working"],
  ["failed", brief(["failed"], { tone: "danger" }), "Expand: failed", "danger"],
  ["stopped to ask", brief(["paused"], { tone: "danger" }), "Expand: paused", "danger"],
  ["holds by itself", brief(["paused"], { tone: "waiting" }), "Expand: paused", "waiting"],
  ["taken back, then nothing", brief(["reverted"], { tone: "ready" }), "Expand can start", "idle"],
] as const)("%s", (_, given, word, tone) => {
  expect(standingOf(given)).toMatchObject({ word, tone });
});

test("a failed phase is told before one that is done, whatever their order", () => {
  expect(standingOf(brief(["succeeded", "succeeded", "failed"])).word).toBe("Contract: failed");
});
test("leads to the run that matters, else to the next stop of the plan", () => {
  expect(standingOf(brief(["failed"], { tone: "danger", next: openRun })).href).toBe("/runs/run_1");
  expect(standingOf(brief(["succeeded"])).href).toBe("/plans/pln_1?env=env_1&node=deploy-1#node");
});
test("only what waits for a person is stopped, with its next act", () => {
  const failed = brief(["failed"], { tone: "danger", next: openRun });
  expect(stoppedOf([brief([]), failed, brief(["paused"])])).toEqual([failed]);
  expect(nextActOf(failed)).toEqual({ label: "See what happened", href: "/runs/run_1" });
});
