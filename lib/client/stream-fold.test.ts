import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Locks } from "@/lib/contracts/locks";
import type { Run, RunEvent } from "@/lib/contracts/run";
import { foldEvents, foldRun, newerSample } from "./stream-fold";

const at = "2026-01-31T12:00:00.000Z";
const step: Run["steps"][number] = {
  id: "s1",
  title: "Add the column",
  kind: "ddl",
  state: "pending",
  sql: "select 1",
  locks: [],
  startedAt: null,
  finishedAt: null,
  attempts: 0,
  harmMs: 0,
  progress: null,
  error: null,
};
const run: Run = {
  id: "r1",
  planId: "p1",
  changeId: "c1",
  environmentId: "e1",
  phaseId: "expand",
  phaseTitle: "Expand",
  direction: "up",
  state: "running",
  reason: null,
  error: null,
  startedById: "u1",
  startedByName: "Ada",
  createdAt: at,
  startedAt: at,
  finishedAt: null,
  pace: "normal",
  preflight: null,
  record: null,
  harmMs: 0,
  harmBudgetMs: 2000,
  steps: [step, { ...step, id: "s2" }],
  watch: null,
  lastSeq: 3,
  actions: { pause: true, resume: false, abort: true },
};
const log = (seq: number): RunEvent => ({
  seq,
  at,
  type: "log",
  data: { level: "info", message: `line ${seq}`, stepId: null },
});

describe("a run", () => {
  test("drops an event that it already contains", () => {
    const folded = foldRun(run, { seq: 3, at, type: "step", data: { step: { ...step, state: "failed" } } });
    expect(folded).toEqual({ value: run, gap: false });
  });

  test("reports a hole and stays as it was", () => {
    expect(foldRun(run, log(5))).toEqual({ value: run, gap: true });
  });

  test("takes over a step and moves its position", () => {
    const folded = foldRun(run, { seq: 4, at, type: "step", data: { step: { ...step, state: "running" } } });
    expect(folded.gap).toBe(false);
    expect(folded.value.lastSeq).toBe(4);
    expect(folded.value.steps.map((s) => s.state)).toEqual(["running", "pending"]);
  });

  test("adds up harm over its steps", () => {
    const first = foldRun(run, {
      seq: 4,
      at,
      type: "harm",
      data: { stepId: "s1", harmMs: 40, budgetMs: 2000 },
    });
    const second = foldRun(first.value, {
      seq: 5,
      at,
      type: "harm",
      data: { stepId: "s2", harmMs: 2, budgetMs: 2000 },
    });
    expect(second.value.harmMs).toBe(42);
  });

  test("asks for the whole after a change of state, because permissions are the server's to say", () => {
    const folded = foldRun(run, {
      seq: 4,
      at,
      type: "state",
      data: { state: "pausing", reason: null, error: null },
    });
    expect(folded.value.state).toBe("pausing");
    expect(folded.gap).toBe(true);
  });

  test("applying a frame twice changes nothing", () => {
    const once = foldRun(run, log(4)).value;
    expect(foldRun(once, log(4)).value).toBe(once);
  });
});

test("whatever the order of arrival, the history has no holes and no repetitions", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 60 }), (seqs) => {
      const events = seqs.reduce<readonly RunEvent[]>((known, seq) => foldEvents(known, log(seq)).value, []);
      expect(events.map((event) => event.seq)).toEqual(events.map((_, index) => index + 1));
    }),
  );
});

test("a history that misses events says so", () => {
  expect(foldEvents([log(1)], log(3))).toEqual({ value: [log(1)], gap: true });
  expect(foldEvents([log(1)], log(2)).gap).toBe(false);
});

test("a late sample does not replace a newer one", () => {
  const older: Locks = {
    takenAt: "2026-01-31T12:00:00.000Z",
    sampleMs: 1,
    sessions: [],
    roots: [],
    summary: { waiting: 0, longestWaitMs: 0, harmMs: 0 },
    error: null,
  };
  const newer = { ...older, takenAt: "2026-01-31T12:00:00.250Z" };
  expect(newerSample(newer, older)).toBe(newer);
  expect(newerSample(older, newer)).toBe(newer);
  expect(newerSample(undefined, older)).toBe(older);
});
