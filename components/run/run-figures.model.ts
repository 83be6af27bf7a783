import type { Run } from "@/lib/contracts/run";

export interface RunFigures {
  readonly stepsDone: number;
  readonly steps: number;
  /** Null where no step fills rows. */
  readonly rowsWritten: number | null;
  /** Tries for locks, over all steps. */
  readonly tries: number;
  /** Session-milliseconds others waited because of the step that cost most, and its share of the budget, 0 to 1. */
  readonly worstHarmMs: number;
  readonly harmShare: number;
  readonly tookMs: number | null;
}

const DONE: readonly Run["steps"][number]["state"][] = ["succeeded", "skipped", "reverted"];

/** A run in figures: what it did, what it took (until `at`, where that is given) and what it cost others. */
export function runFigures(run: Run, at: string | null = null): RunFigures {
  const endedAt = run.finishedAt ?? at;
  const filled = run.steps.filter((step) => step.progress !== null);
  const worstHarmMs = Math.max(0, ...run.steps.map((step) => step.harmMs));
  return {
    stepsDone: run.steps.filter((step) => DONE.includes(step.state)).length,
    steps: run.steps.length,
    rowsWritten:
      filled.length === 0 ? null : filled.reduce((sum, step) => sum + (step.progress?.rowsWritten ?? 0), 0),
    tries: run.steps.reduce((sum, step) => sum + step.attempts, 0),
    worstHarmMs,
    harmShare: run.harmBudgetMs === 0 ? 0 : Math.min(1, worstHarmMs / run.harmBudgetMs),
    tookMs:
      run.startedAt !== null && endedAt !== null
        ? Math.max(0, Date.parse(endedAt) - Date.parse(run.startedAt))
        : null,
  };
}
