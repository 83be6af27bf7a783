"use client";
import { ChevronRight } from "lucide-react";
import { CodeBlock } from "@/components/ui/code-block";
import { cx } from "@/components/ui/cx";
import { Panel } from "@/components/ui/panel";
import { StatusPill, StepStatus } from "@/components/ui/status-pill";
import { Elapsed } from "@/components/ui/time";
import { formatBytes, formatCount, formatDuration, formatPercent, formatPlural } from "@/lib/client/format";
import type { Run, RunStep } from "@/lib/contracts/run";
import { blockerName } from "./blockers.model";
import { PaceControl } from "./pace-control";
import { focusStep, progressRatio } from "./run-headline.model";

/** The steps of a run, in order, with progress, tries and harm. The one that matters now is open. */
export function StepTimeline({
  run,
  at = null,
}: {
  readonly run: Run;
  /** The moment it is shown at; null for now. */
  readonly at?: string | null;
}) {
  const focus = focusStep(run);
  return (
    <Panel title="Steps" flush>
      <ol>
        {run.steps.map((step, index) => (
          <StepRow
            key={step.id}
            step={step}
            number={index + 1}
            isStopped={run.finishedAt !== null && (step.state === "running" || step.state === "waiting")}
            isFocus={run.finishedAt === null && step.id === focus?.id}
            run={run}
            at={at}
          />
        ))}
      </ol>
    </Panel>
  );
}

const STOPPED = { word: "Stopped", tone: "muted" } as const;

function StepRow({
  step,
  number,
  isStopped,
  isFocus,
  run,
  at,
}: {
  readonly step: RunStep;
  readonly number: number;
  /** The run ended while this was at work. */
  readonly isStopped: boolean;
  readonly isFocus: boolean;
  readonly run: Run;
  readonly at: string | null;
}) {
  return (
    <li
      id={`step-${step.id}`}
      className={cx("border-t border-line px-4 py-3 first:border-t-0", isFocus && "bg-hover")}
    >
      <div className="flex items-start justify-between gap-3">
        <h3 className="min-w-0 font-medium">
          <span className="mr-2 text-ink-3 tabular-nums">{number}</span>
          {step.title}
        </h3>
        <span className="shrink-0">
          {isStopped ? <StatusPill look={STOPPED} /> : <StepStatus state={step.state} />}
        </span>
      </div>
      <p className="mt-1 flex flex-wrap gap-x-4 text-[13px] text-ink-2 tabular-nums">
        {!isStopped && <StepTime step={step} at={at} />}
        {step.attempts > 0 && <span>{formatPlural(step.attempts, "try", "tries")} for the locks</span>}
        {step.measured && <span>Held its locks {formatDuration(step.measured.lockedMs)}</span>}
        {step.startedAt !== null && (
          <span className={step.harmMs > run.harmBudgetMs / 2 ? "font-medium text-warn" : undefined}>
            {step.harmMs === 0
              ? "Nobody waited for us"
              : `Others waited ${formatDuration(step.harmMs)} for us`}
          </span>
        )}
      </p>
      {step.progress && <BackfillProgress step={step} />}
      {isFocus && at === null && step.kind === "backfill" && <PaceControl run={run} />}
      {step.activity && <Activity activity={step.activity} label={step.title} />}
      {step.error && <p className="mt-2 text-[13px] font-medium text-bad">{step.error}</p>}
      {step.sql.trim() !== "" && (
        <details className="group mt-1.5">
          <summary className="inline-flex min-h-6 list-none items-center gap-1 text-[13px] text-accent">
            <ChevronRight aria-hidden size={14} className="transition-transform group-open:rotate-90" />
            SQL
          </summary>
          <CodeBlock code={step.sql} label={`SQL of step ${number}`} className="mt-1" />
        </details>
      )}
    </li>
  );
}

function StepTime({ step, at }: { readonly step: RunStep; readonly at: string | null }) {
  if (!step.startedAt) return null;
  if (!step.finishedAt && at !== null)
    return <span>For {formatDuration(Math.max(0, Date.parse(at) - Date.parse(step.startedAt)))}</span>;
  if (!step.finishedAt)
    return (
      <span>
        For <Elapsed since={step.startedAt} />
      </span>
    );
  return <span>Took {formatDuration(Date.parse(step.finishedAt) - Date.parse(step.startedAt))}</span>;
}

function BackfillProgress({ step }: { readonly step: RunStep }) {
  const { progress } = step;
  const ratio = progressRatio(step);
  if (!progress || ratio === null) return null;
  const figures: readonly (readonly [string, string])[] = [
    ["Rows looked at", `${formatCount(progress.rowsDone)} of about ${formatCount(progress.rowsTotal)}`],
    ["Written by us", formatCount(progress.rowsWritten)],
    [
      "Rows a second",
      formatCount(progress.rowsPerSecond === null ? null : Math.round(progress.rowsPerSecond)),
    ],
    ["Batches a second", progress.batchesPerSecond === null ? "–" : progress.batchesPerSecond.toFixed(1)],
    ["Batch", `${formatCount(progress.batchSize)} rows`],
    step.finishedAt === null
      ? ["Left", formatDuration(step.state === "running" ? progress.etaMs : null)]
      : ["Batches", formatCount(progress.batches)],
    ...(progress.walBytes == null ? [] : [["WAL meanwhile", formatBytes(progress.walBytes)] as const]),
    ...(progress.tableBytes == null || !progress.tableBytesBefore
      ? []
      : [
          [
            "Table",
            `${formatBytes(progress.tableBytes)}, ×${(progress.tableBytes / progress.tableBytesBefore).toFixed(2)}`,
          ] as const,
        ]),
    ...(progress.vacuums ? [["Vacuums between", formatCount(progress.vacuums)] as const] : []),
  ];
  return (
    <div className="mt-2">
      <ProgressBar label={step.title} ratio={ratio} isHeld={progress.heldBy !== null} />
      {step.finishedAt === null && (
        // Its room is kept while it may be needed, so that nothing below it jumps.
        <p className="mt-1 min-h-5 text-[13px] text-warn">
          {progress.heldBy ? `Held: ${progress.heldBy}` : ""}
        </p>
      )}
      <dl className="mt-2 grid grid-cols-2 gap-x-4 gap-y-1 text-[13px] sm:grid-cols-3">
        {figures.map(([name, value]) => (
          <div key={name}>
            <dt className="text-ink-3">{name}</dt>
            <dd className="tabular-nums">{value}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

/** What the server says a long statement is at. A phase without a share has no bar: it would only stand still. */
function Activity({
  activity,
  label,
}: {
  readonly activity: NonNullable<RunStep["activity"]>;
  readonly label: string;
}) {
  const [first] = activity.waitsFor;
  const more = activity.waitsFor.length - 1;
  return (
    <div className="mt-2">
      {activity.ratio !== null && (
        <ProgressBar label={label} ratio={activity.ratio} isHeld={first !== undefined} />
      )}
      <p className={cx("mt-1 text-[13px] [overflow-wrap:anywhere]", first ? "text-warn" : "text-ink-2")}>
        On the server: {activity.phase}
        {first && `, waits for ${blockerName(first)} (pid ${first.pid})`}
        {more > 0 && ` and ${formatPlural(more, "other")}`}
      </p>
    </div>
  );
}

function ProgressBar({
  label,
  ratio,
  isHeld,
}: {
  readonly label: string;
  readonly ratio: number;
  readonly isHeld: boolean;
}) {
  return (
    <div className="flex items-center gap-3">
      <div
        role="progressbar"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.floor(ratio * 100)}
        className="h-2.5 flex-1 overflow-hidden rounded-full bg-sunken"
      >
        <div
          className={cx("h-full", isHeld ? "bg-warn" : "bg-accent")}
          style={{ width: `${ratio * 100}%` }}
        />
      </div>
      <span className="w-14 text-right font-semibold tabular-nums">{formatPercent(ratio)}</span>
    </div>
  );
}
