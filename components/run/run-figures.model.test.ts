import { expect, test } from "vitest";
import type { Run, RunStep } from "@/lib/contracts/run";
import { runFigures } from "./run-figures.model";

const step = (over: Partial<RunStep>) =>
  ({ state: "pending", attempts: 0, harmMs: 0, progress: null, ...over }) as RunStep;
const run = (steps: readonly RunStep[], over: Partial<Run> = {}) =>
  ({ steps, harmBudgetMs: 2000, startedAt: null, finishedAt: null, ...over }) as Run;

test("steps passed over and taken back count as done; tries and rows add up", () => {
  const progress = { rowsWritten: 40 } as RunStep["progress"];
  const figures = runFigures(
    run([
      step({ state: "succeeded", attempts: 2, progress }),
      step({ state: "skipped" }),
      step({ attempts: 1 }),
    ]),
  );
  expect(figures).toMatchObject({ stepsDone: 2, steps: 3, tries: 3, rowsWritten: 40, tookMs: null });
});

test("harm is measured against the budget of a step, so the worst one counts", () => {
  const figures = runFigures(run([step({ harmMs: 500 }), step({ harmMs: 900 })]));
  expect(figures.harmShare).toBeCloseTo(0.45);
  expect(runFigures(run([step({ harmMs: 9000 })])).harmShare).toBe(1);
  expect(runFigures(run([step({ harmMs: 9000 })], { harmBudgetMs: 0 })).harmShare).toBe(0);
});

test("a run without a backfill has no rows, and a finished one says what it took", () => {
  const over = { startedAt: "2026-01-01T00:00:00.000Z", finishedAt: "2026-01-01T00:00:03.000Z" };
  expect(runFigures(run([step({})], over))).toMatchObject({ rowsWritten: null, tookMs: 3000 });
});
