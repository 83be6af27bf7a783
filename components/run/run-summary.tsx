import { cx } from "@/components/ui/cx";
import { Stat } from "@/components/ui/figure";
import { Panel } from "@/components/ui/panel";
import { Elapsed } from "@/components/ui/time";
import { formatCount, formatDuration } from "@/lib/client/format";
import type { Run } from "@/lib/contracts/run";
import { runFigures } from "./run-figures.model";

/** The run in figures, with what it cost others as a bar of what it may cost. */
export function RunSummary({
  run,
  at = null,
}: {
  readonly run: Run;
  /** The moment it is shown at; null for now. */
  readonly at?: string | null;
}) {
  const figures = runFigures(run, at);
  return (
    <Panel>
      <div className="grid grid-cols-2 gap-x-6 gap-y-4 sm:grid-cols-4">
        <Stat
          label={run.finishedAt === null ? "Running for" : "Took"}
          value={
            figures.tookMs !== null ? (
              formatDuration(figures.tookMs)
            ) : run.startedAt === null ? (
              "–"
            ) : (
              <Elapsed since={run.startedAt} />
            )
          }
        />
        <Stat label="Steps done" value={`${figures.stepsDone} of ${figures.steps}`} />
        {figures.rowsWritten !== null && (
          <Stat label="Rows written" value={formatCount(figures.rowsWritten)} />
        )}
        <Stat label="Tries for locks" value={formatCount(figures.tries)} />
      </div>
      <HarmMeter share={figures.harmShare} harmMs={figures.worstHarmMs} budgetMs={run.harmBudgetMs} />
    </Panel>
  );
}

function HarmMeter({
  share,
  harmMs,
  budgetMs,
}: {
  readonly share: number;
  readonly harmMs: number;
  readonly budgetMs: number;
}) {
  const tone = share >= 1 ? "bad" : share > 0.5 ? "warn" : "ok";
  return (
    <div className="mt-4 border-t border-line pt-3">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4 text-[13px]">
        <span className="text-ink-2">Others waited for us</span>
        <span className={cx("font-semibold", HARM_TEXT[tone])}>
          {formatDuration(harmMs)}{" "}
          <span className="font-normal text-ink-3">of {formatDuration(budgetMs)} a step may cost</span>
        </span>
      </div>
      <div aria-hidden className="mt-1.5 h-2 overflow-hidden rounded-full bg-sunken">
        <div
          className={cx("h-full rounded-full", HARM_BAR[tone])}
          // A little harm is still harm: it must be seen.
          style={{ width: harmMs === 0 ? 0 : `max(4px, ${share * 100}%)` }}
        />
      </div>
    </div>
  );
}

const HARM_TEXT = { ok: "text-ok", warn: "text-warn", bad: "text-bad" } as const;
const HARM_BAR = { ok: "bg-ok", warn: "bg-warn", bad: "bg-bad" } as const;
