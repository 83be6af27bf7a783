import { describe, expect, test } from "vitest";
import type { Blocker, Run, RunEvent } from "@/lib/contracts/run";
import { blockerFacts, blockerName, blockersNow, lastingBlockers, remedyText } from "./blockers.model";

const report: Blocker = {
  pid: 7,
  user: "shop",
  applicationName: "report",
  state: "idle in transaction",
  query: null,
  transactionAgeMs: 61_000,
  relation: "public.customers",
  mode: "AccessShareLock",
};
const blocked = { type: "blocked", data: { stepId: "s", blockers: [report] } } as unknown as RunEvent;
const step = (state: string) => ({ type: "step", data: { step: { id: "s", state } } }) as unknown as RunEvent;
const acquired = { type: "attempt", data: { stepId: "s", outcome: "acquired" } } as unknown as RunEvent;
const busy = { type: "attempt", data: { stepId: "s", outcome: "busy" } } as unknown as RunEvent;
const run = (state: Run["state"]) => ({ state, steps: [] as Run["steps"] }) as Run;

describe("who is in the way", () => {
  test("is who was seen last, through waiting and further tries", () => {
    expect(blockersNow(run("running"), [step("running"), blocked, step("waiting"), busy])).toEqual([report]);
    expect(blockersNow(run("paused"), [blocked])).toEqual([report]);
  });

  test("is nobody once the locks were had, the step went on, or the run is over", () => {
    expect(blockersNow(run("running"), [blocked, acquired])).toEqual([]);
    expect(blockersNow(run("running"), [blocked, step("succeeded")])).toEqual([]);
    expect(blockersNow(run("aborted"), [blocked])).toEqual([]);
    expect(blockersNow(run("running"), [])).toEqual([]);
  });
});

test("a blocker is named by its application, with what it holds and since when", () => {
  expect(blockerName(report)).toBe("report");
  expect(blockerName({ applicationName: "", user: "shop" })).toBe("shop");
  expect(blockerFacts(report)).toBe("Access share on public.customers, transaction open 1 min 1 s");
});

test("sessions that pass by themselves are not named, and the oldest comes first", () => {
  const app = { ...report, pid: 8, transactionAgeMs: 9 };
  const older = { ...report, pid: 9, transactionAgeMs: 90_000 };
  const unknown = { ...report, pid: 10, transactionAgeMs: null };
  expect(lastingBlockers([app, report, report, older, unknown]).map(({ pid }) => pid)).toEqual([10, 9, 7]);
});

test("says what the policy does about it", () => {
  expect(remedyText(report)).toBeNull();
  expect(remedyText({ ...report, remedy: { deed: "terminate", afterMs: 30_000 } })).toBe(
    "By the policy its session is ended once it was in the way for 30 s.",
  );
  expect(remedyText({ ...report, remedy: { deed: "wait", afterMs: 30_000 } })).toMatch(/never touched/);
});

test("names the whole transaction where a build waits for its end", () => {
  expect(blockerFacts({ ...report, relation: "" })).toMatch(/^an old snapshot, transaction open/);
});
