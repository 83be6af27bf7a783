import { appendFileSync } from "node:fs";

/** One line of the table: what was measured in one run, side by side. */
export interface BenchRow {
  readonly area: string;
  readonly what: string;
  /** The figure, with its unit. */
  readonly ours: string;
  /** What the same figure is for others' way of doing it, where it was measured in the same run. */
  readonly other: string | null;
  readonly goal: string;
  readonly met: boolean;
  /** Minimum to maximum over the pairs, and how many there were. */
  readonly spread: string;
  /** The same against itself: how much of a difference is noise. */
  readonly control: string | null;
  readonly note?: string;
}

/** Hands a row to whoever started the bench; a missed goal is reported, it fails nothing. */
export function report(row: BenchRow): void {
  const file = process.env.INTERLOCK_BENCH_OUT;
  console.log(`${row.met ? "met   " : "MISSED"} ${row.area}: ${row.what}: ${row.ours} (goal ${row.goal})`);
  if (file) appendFileSync(file, `${JSON.stringify(row)}\n`);
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? Number.NaN)
    : ((sorted[middle - 1] ?? Number.NaN) + (sorted[middle] ?? Number.NaN)) / 2;
}

/** The value below which that share of the values lies, by nearest rank. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1))] ?? Number.NaN;
}

export function spreadOf(values: readonly number[], digits = 2): string {
  return `${Math.min(...values).toFixed(digits)}–${Math.max(...values).toFixed(digits)}, n = ${values.length}`;
}

/** Two ways in turn, A B A B …: the machine's drift falls on both. Answers both figures of each pair. */
export async function pairs(
  count: number,
  a: (at: number) => Promise<number>,
  b: (at: number) => Promise<number>,
): Promise<readonly (readonly [number, number])[]> {
  const measured: [number, number][] = [];
  for (let at = 0; at < count; at++) measured.push([await a(at), await b(at)]);
  return measured;
}

export const ratios = (measured: readonly (readonly [number, number])[]) => measured.map(([a, b]) => a / b);

/** Milliseconds that the work took. */
export async function timed(work: () => Promise<unknown> | unknown): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}
