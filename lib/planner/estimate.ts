import type { Table } from "@/lib/catalog/model";
import type { Step } from "@/lib/contracts/plan";
import { bytesText } from "@/lib/contracts/units";
import type { PlannedStep } from "./step-list";
import type { Work, WorkKind } from "./work";

type Estimate = Step["estimate"];

/** What one step of an earlier run on the environment showed: how much it worked through, in how long. */
export interface MeasuredStep {
  readonly kind: WorkKind;
  readonly rows: number;
  /** Of the table's heap. */
  readonly bytes: number;
  /** Of work: waiting left out. */
  readonly ms: number;
  readonly measuredAt: Date;
}

/** What an environment has shown so far. */
export interface Measurements {
  readonly steps: readonly MeasuredStep[];
  /** When the plan is made: the basis says how old the newest one is then. */
  readonly nowMs: number;
}

/** Rows a second where nothing was measured on the environment: a cautious range for one small server. */
const ASSUMED: Readonly<Record<WorkKind, { readonly low: number; readonly high: number }>> = {
  backfill: { low: 5_000, high: 50_000 },
  scan: { low: 500_000, high: 5_000_000 },
  "index-build": { low: 100_000, high: 1_000_000 },
  rewrite: { low: 50_000, high: 500_000 },
};

const WORDS: Readonly<Record<WorkKind, string>> = {
  backfill: "backfill",
  scan: "scan",
  "index-build": "index build",
  rewrite: "rewrite",
};

/** The slowest and the fastest tenth of what was measured are left out: one bad night is not the rule. */
const QUANTILES = { low: 0.1, high: 0.9 } as const;

const SHORT: Estimate = {
  lowMs: 1,
  highMs: 100,
  basis:
    "Changes the catalog only; the time spent looking for a gap between other sessions' locks comes on top",
};

const NEVER_ANALYSED = unknownEstimate("The table was never analysed: its row count is not known");

/** Where nothing says how long it takes; the basis says why. */
export function unknownEstimate(basis: string): Estimate {
  return { lowMs: 1, highMs: 3_600_000, basis };
}

/** A planned step with its estimate. */
export function withEstimate(
  { work, newer: _newer, ...step }: PlannedStep,
  measurements: Measurements,
): Step {
  return { ...step, estimate: step.estimate ?? estimateOf(work, measurements) };
}

/**
 * How long the work takes on this environment, null being a change of the catalog alone. What others write meanwhile takes
 * its share of the disk, and a concurrent build or a backfill comes to those rows too: the upper end is the higher the
 * more the table is written.
 */
export function estimateOf(work: Work | null, measurements: Measurements): Estimate {
  if (work === null) return SHORT;
  const { kind, table } = work;
  if (table === null) return unknownEstimate("The size of the table is not known");
  // A scan or a build reads pages, however many rows are on them; a batch pays for each row that it writes.
  const unit = kind !== "backfill" && table.heapBytes > 0 ? "bytes" : "rows";
  const steps = measurements.steps.filter((step) => step.kind === kind && step[unit] > 0 && step.ms > 0);
  return steps.length > 0
    ? measuredEstimate(kind, table, { unit, steps, nowMs: measurements.nowMs })
    : assumedEstimate(kind, table);
}

function assumedEstimate(kind: WorkKind, table: Table): Estimate {
  const rows = table.rowEstimate;
  if (rows === null) return NEVER_ANALYSED;
  const { low, high } = ASSUMED[kind];
  return {
    ...between(table, { shortest: rows / high, longest: rows / low }),
    basis: `about ${rowsText(rows)} at ${rangeText(rowsText(low), rowsText(high))} a second, assumed: no ${WORDS[kind]} measured here yet${besides(table)}`,
  };
}

function measuredEstimate(
  kind: WorkKind,
  table: Table,
  { unit, steps, nowMs }: Measurements & { readonly unit: "rows" | "bytes" },
): Estimate {
  const amount = unit === "bytes" ? table.heapBytes : table.rowEstimate;
  if (amount === null) return NEVER_ANALYSED;
  const speeds = steps.map((step) => (step[unit] / step.ms) * 1000).toSorted((a, b) => a - b);
  const low = quantile(speeds, QUANTILES.low);
  const high = quantile(speeds, QUANTILES.high);
  // One says little of the next: twice as long and half as long may be. Of ten, a tenth.
  const widening = 1 + 1 / speeds.length;
  const text = unit === "bytes" ? bytesText : rowsText;
  return {
    ...between(table, { shortest: amount / high / widening, longest: (amount / low) * widening }),
    basis: `about ${text(amount)} at ${rangeText(text(low), text(high))} a second: ${measuredWords(kind, steps, nowMs)}${besides(table)}`,
  };
}

/** Seconds of the work alone as an interval beside the table's own writes. */
function between(
  table: Table,
  { shortest, longest }: { readonly shortest: number; readonly longest: number },
): Pick<Estimate, "lowMs" | "highMs"> {
  const busier = table.rowEstimate ? 1 + (writesPerSecond(table) * longest) / table.rowEstimate : 1;
  return { lowMs: Math.ceil(shortest * 1000) + 1, highMs: Math.ceil(longest * 1000 * busier) + 100 };
}

/** The value below which that share of the sorted values lies, between the two nearest in proportion. */
function quantile(sorted: readonly number[], share: number): number {
  const place = (sorted.length - 1) * share;
  const below = sorted[Math.floor(place)] ?? 0;
  const above = sorted[Math.ceil(place)] ?? below;
  return below + (above - below) * (place % 1);
}

function measuredWords(kind: WorkKind, steps: readonly MeasuredStep[], nowMs: number): string {
  const newest = Math.max(...steps.map(({ measuredAt }) => measuredAt.getTime()));
  const age = `${ageText(nowMs - newest)} before this plan`;
  return steps.length === 1
    ? `1 ${WORDS[kind]} measured here ${age}`
    : `${steps.length} ${WORDS[kind]}s measured here, the newest ${age}`;
}

function ageText(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 1) return "less than a minute";
  if (minutes < 60) return counted(minutes, "minute");
  return minutes < 24 * 60
    ? counted(Math.floor(minutes / 60), "hour")
    : counted(Math.floor(minutes / 60 / 24), "day");
}

/** `11.0 to 19.0 MB`, `900 kB to 1.2 MB`, `10 MB`. */
function rangeText(low: string, high: string): string {
  if (low === high) return low;
  const [figure, unit] = low.split(" ");
  return `${unit === high.split(" ")[1] ? figure : low} to ${high}`;
}

const counted = (value: number, one: string) => `${number(value)} ${one}${value === 1 ? "" : "s"}`;
const rowsText = (rows: number) => counted(Math.round(rows), "row");
const number = (value: number) => value.toLocaleString("en-US");

/** Rows of the table that were written each second since the statistics were reset; 0 where that is not known. */
function writesPerSecond({ writesTotal, statsAgeSeconds }: Table): number {
  return statsAgeSeconds ? writesTotal / statsAgeSeconds : 0;
}

function besides(table: Table): string {
  const writes = Math.round(writesPerSecond(table));
  return writes === 0 ? "" : `, beside about ${number(writes)} rows written each second`;
}
