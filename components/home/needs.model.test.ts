import { expect, test } from "vitest";
import type { Run } from "@/lib/contracts/run";
import { needsOf } from "./needs.model";

const paused = (waitsFor: "person" | "condition"): Pick<Run, "id" | "state" | "reason"> => ({
  id: `run-${waitsFor}`,
  state: "paused",
  reason: { code: "x", message: "x", waitsFor, choices: [] },
});
const running = { id: "run-moving", state: "running", reason: null } as const;

test("a run that asks comes before everything else", () => {
  const needs = needsOf({ runs: [running, paused("person")], approvalsForMe: 3, changes: 1 });
  expect(needs).toMatchObject({
    tone: "danger",
    text: "1 run stopped to ask",
    next: { href: "/runs/run-person" },
  });
});
test("a decision of mine comes before runs that wait by themselves", () => {
  expect(needsOf({ runs: [paused("condition")], approvalsForMe: 2, changes: 1 }).text).toBe(
    "2 decisions wait for you",
  );
});
test("a run that holds by itself asks nobody", () => {
  expect(needsOf({ runs: [paused("condition")], approvalsForMe: 0, changes: 1 }).who).toContain("nobody");
});
test("runs under way are counted", () => {
  expect(needsOf({ runs: [running, running], approvalsForMe: 0, changes: 1 }).text).toBe(
    "2 runs are under way",
  );
});
test("with no change at all, the first step is named", () => {
  expect(needsOf({ runs: [], approvalsForMe: 0, changes: 0 }).tone).toBe("ready");
  expect(needsOf({ runs: [], approvalsForMe: 0, changes: 4 }).tone).toBe("done");
});
