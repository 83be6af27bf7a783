import { describe, expect, test } from "vitest";
import type { Blocker, Run, RunStep } from "@/lib/contracts/run";
import { focusStep, progressRatio, runSentence as sentenceOf } from "./run-headline.model";

const step = (over: Partial<RunStep> = {}): RunStep => ({
  id: "s",
  title: "Fill name",
  kind: "ddl",
  state: "running",
  sql: "",
  locks: [],
  startedAt: null,
  finishedAt: null,
  attempts: 0,
  harmMs: 0,
  progress: null,
  error: null,
  ...over,
});
const progress = (over: Partial<NonNullable<RunStep["progress"]>> = {}) => ({
  rowsDone: 50,
  rowsWritten: 50,
  rowsTotal: 100,
  batches: 1,
  rowsPerSecond: 10,
  batchesPerSecond: 1,
  batchSize: 10,
  etaMs: 5000,
  heldBy: null,
  ...over,
});
const run = (over: Partial<Run> = {}): Run =>
  ({
    state: "running",
    direction: "up",
    phaseTitle: "Expand",
    reason: null,
    error: null,
    steps: [step()],
    ...over,
  }) as Run;

const runSentence = (of: Run, blockers: readonly Blocker[] = []) =>
  sentenceOf(of, { environmentName: "staging", blockers });

describe("the sentence on top of a run", () => {
  test("asked for is not reached", () => {
    expect(runSentence(run({ state: "pausing" })).text).toMatch(/^Pausing/);
    expect(runSentence(run({ state: "aborting" })).text).toMatch(/^Aborting/);
  });

  test("a held backfill says which signal holds it", () => {
    const held = run({ steps: [step({ progress: progress({ heldBy: "a transaction is 6 min old" }) })] });
    expect(runSentence(held)).toMatchObject({ tone: "waiting" });
    expect(runSentence(held).text).toContain("a transaction is 6 min old");
  });

  test("stop-and-ask shows the reason and that a person acts next", () => {
    const paused = run({
      state: "paused",
      reason: { code: "lock.not-acquired", message: "No gap for 2 min.", waitsFor: "person", choices: [] },
    });
    expect(runSentence(paused)).toMatchObject({ text: "No gap for 2 min.", tone: "danger" });
    expect(runSentence(paused).who).toMatch(/^you/);
  });

  test("what can be done about a blocker is not part of the sentence", () => {
    const message = "Add name: no gap was found in 30 s. In the way: report (pid 7). It can be cancelled.";
    const reason = { code: "lock.not-acquired", message, waitsFor: "person" as const, choices: [] };
    expect(runSentence(run({ state: "paused", reason })).text).toBe("Add name: no gap was found in 30 s.");
  });

  test("waiting names the session in the way, and how many more there are", () => {
    const waiting = run({ steps: [step({ state: "waiting" })] });
    const report = { pid: 7, applicationName: "report", user: "shop" } as Blocker;
    expect(runSentence(waiting, [report]).text).toMatch(/^Waiting for report \(pid 7\)\./);
    expect(runSentence(waiting, [report, { ...report, pid: 8 }]).text).toContain("(pid 7) and 1 other.");
    expect(runSentence(waiting).text).toContain("a gap between");
  });

  test("a revert that is done says so, and an end names the environment", () => {
    expect(runSentence(run({ state: "succeeded" })).text).toBe("Expand on staging is done.");
    expect(runSentence(run({ state: "succeeded", direction: "down" })).text).toBe(
      "Expand on staging was taken back.",
    );
  });

  test("progress is in rows, with the time left", () => {
    const sentence = runSentence(run({ steps: [step({ progress: progress() })] }));
    expect(sentence.text).toBe("Fill name: 50 of about 100 rows.");
    expect(sentence.who).toContain("5.0 s left");
  });
});

test("a failed step is shown before anything else", () => {
  const steps = [
    step({ id: "a", state: "succeeded" }),
    step({ id: "b", state: "failed" }),
    step({ id: "c" }),
  ];
  expect(focusStep(run({ steps }))?.id).toBe("b");
});

test("an estimate never claims to be finished", () => {
  expect(progressRatio(step({ progress: progress({ rowsDone: 120 }) }))).toBe(0.99);
  expect(progressRatio(step({ state: "succeeded", progress: progress() }))).toBe(1);
  expect(progressRatio(step())).toBeNull();
});
