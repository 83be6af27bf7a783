import { expect, test } from "vitest";
import type { NewRunEvent, Run, RunEvent, RunStep } from "@/lib/contracts/run";
import {
  eventsUntil,
  instantOf,
  nextMoment,
  placeOf,
  readInstant,
  runAt,
  SCRUB_PLACES,
  sayMoment,
  stretchOf,
  tapeStretch,
  waitingAt,
} from "./scrub.model";

const START = Date.parse("2026-01-31T12:00:00.000Z");
const second = (n: number) => new Date(START + n * 1000).toISOString();
const STEP: RunStep = {
  id: "fill",
  title: "Fill",
  kind: "backfill",
  state: "succeeded",
  sql: "",
  locks: [],
  startedAt: second(1),
  finishedAt: second(9),
  attempts: 0,
  harmMs: 30,
  progress: null,
  error: null,
};
const progress = (rowsDone: number): RunStep["progress"] => ({
  rowsDone,
  rowsWritten: rowsDone,
  rowsTotal: 100,
  batches: 1,
  rowsPerSecond: null,
  batchesPerSecond: null,
  batchSize: 10,
  etaMs: null,
  heldBy: null,
});
const RUN = {
  id: "run_1",
  createdAt: second(0),
  startedAt: second(0),
  finishedAt: second(10),
  state: "succeeded",
  reason: null,
  error: null,
  harmMs: 30,
  preflight: null,
  lastSeq: 6,
  steps: [{ ...STEP, progress: progress(100) }],
} as unknown as Run;
const state = (to: Run["state"]): NewRunEvent => ({
  type: "state",
  data: { state: to, reason: null, error: null },
});
const told: readonly (readonly [number, NewRunEvent])[] = [
  [0, state("running")],
  [1, { type: "step", data: { step: { ...STEP, state: "running", finishedAt: null, harmMs: 0 } } }],
  [4, { type: "progress", data: { stepId: "fill", progress: progress(40)! } }],
  [6, { type: "harm", data: { stepId: "fill", harmMs: 30, budgetMs: 2000 } }],
  [9, { type: "step", data: { step: { ...STEP, progress: progress(100) } } }],
  [10, state("succeeded")],
];
const EVENTS = told.map(([at, event], index) => ({ ...event, seq: index + 1, at: second(at) })) as RunEvent[];
const STRETCH = stretchOf(RUN, 0);

test("a place and its instant are two names of one moment; the last place is the end", () => {
  expect(instantOf(SCRUB_PLACES / 2, STRETCH)).toBe(second(5));
  expect(placeOf(second(5), STRETCH)).toBe(SCRUB_PLACES / 2);
  expect(instantOf(SCRUB_PLACES, STRETCH)).toBeNull();
  expect(placeOf(null, STRETCH)).toBe(SCRUB_PLACES);
  expect([placeOf(second(-5), STRETCH), placeOf(second(50), STRETCH)]).toEqual([0, SCRUB_PLACES]);
});

test("a run that goes on ends now, and none is shorter than a second", () => {
  const running = { createdAt: second(0), finishedAt: null };
  expect(stretchOf(running, START + 30_000).toMs).toBe(START + 30_000);
  expect(stretchOf(running, START - 30_000)).toEqual({ fromMs: START, toMs: START + 1000 });
});

test("the run is as its events told until then: state, steps, progress and harm", () => {
  const at = (n: number) => {
    const run = runAt(RUN, EVENTS, second(n));
    const [step] = run.steps;
    return [run.state, step?.state, step?.progress?.rowsDone, run.harmMs, run.finishedAt];
  };
  expect(at(-1)).toEqual(["queued", "pending", undefined, 0, null]);
  expect(at(2)).toEqual(["running", "running", undefined, 0, null]);
  expect(at(5)).toEqual(["running", "running", 40, 0, null]);
  expect(at(7)).toEqual(["running", "running", 40, 30, null]);
  expect(at(10)).toEqual(["succeeded", "succeeded", 100, 30, null]);
});

test("the log of a moment ends with it, and the arrows go from line to line", () => {
  expect(eventsUntil(EVENTS, second(4)).map(({ seq }) => seq)).toEqual([1, 2, 3]);
  // Progress is not a line.
  expect(nextMoment(EVENTS, second(1), 1)).toBe(second(6));
  expect(nextMoment(EVENTS, second(6), -1)).toBe(second(1));
  expect(nextMoment(EVENTS, null, -1)).toBe(second(10));
  expect(nextMoment(EVENTS, second(10), 1)).toBeNull();
  expect(nextMoment(EVENTS, second(-1), -1)).toBe(second(0));
});

test("what waited is put where it waited, and an hour of tape is the most", () => {
  const values = waitingAt([{ at: second(5), waiting: 3, longestWaitMs: 1, harmMs: 0 }], STRETCH);
  expect(values.length).toBe(SCRUB_PLACES + 1);
  expect([values[199], values[200], values[240], values[241]]).toEqual([0, 3, 3, 0]);
  expect(tapeStretch({ fromMs: START, toMs: START + 2 * 3_600_000 })).toEqual({
    from: second(3600),
    to: second(7200),
  });
});

test("a moment is said in words", () => {
  expect(sayMoment(second(5), true, STRETCH, 3)).toBe("5.0 s into the run, 3 waiting");
  expect(sayMoment(null, true, STRETCH, 0)).toBe("the end, nobody waited");
  expect(sayMoment(null, false, STRETCH, 0)).toBe("now, nobody waited");
});

test("a link that names no instant is now", () => {
  expect(readInstant("nonsense")).toBeNull();
  expect(readInstant(null)).toBeNull();
  expect(readInstant("2026-01-31T12:00:05Z")).toBe(second(5));
});
