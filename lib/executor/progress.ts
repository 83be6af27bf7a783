import type { NewRunEvent, RunStep } from "../contracts/run";
import type { RunContext } from "./context";
import type { Cursor } from "./cursor";

export type Progress = NonNullable<RunStep["progress"]>;

const TELL_EVERY_MS = 260;
/** Weight of the newest second in the shown rates. */
const SMOOTHING = 0.3;

/** Figures of a backfill as shown: totals from the cursor on the target, rates over working time without holds. */
export class BackfillProgress {
  #shown: Progress = {
    rowsDone: 0,
    rowsWritten: 0,
    rowsTotal: null,
    batches: 0,
    rowsPerSecond: null,
    batchesPerSecond: null,
    batchSize: 0,
    etaMs: null,
    heldBy: null,
  };
  #toldAt = Number.NEGATIVE_INFINITY;
  #since = { workMs: 0, rows: 0, batches: 0 };
  /** Tenths of the table the log has told of. */
  #toldTenths = 0;

  constructor(
    private readonly context: RunContext,
    private readonly stepId: string,
  ) {
    // What was told last is what is known until the cursor is read; of WAL, growth and vacuums the cursor knows nothing.
    const before = context.journal.step(stepId).progress;
    if (before) this.#shown = { ...this.#shown, ...before, heldBy: null };
  }

  get current(): Progress {
    return this.#shown;
  }

  get heldBy(): string | null {
    return this.#shown.heldBy;
  }

  start(cursor: Cursor, rowsTotal: number | null): void {
    this.#shown = { ...this.#shown, ...totals(cursor), rowsTotal };
    // What an earlier worker had done is not news.
    this.#toldTenths = Math.max(this.#toldTenths, tenthsDone(this.#shown));
  }

  hold(heldBy: string | null): void {
    this.#shown = { ...this.#shown, heldBy };
  }

  /** The walked table is so large now. */
  sized(tableBytes: number): void {
    this.#shown = {
      ...this.#shown,
      tableBytes,
      tableBytesBefore: this.#shown.tableBytesBefore ?? tableBytes,
    };
  }

  vacuumed(): void {
    this.#shown = { ...this.#shown, vacuums: (this.#shown.vacuums ?? 0) + 1 };
  }

  /** `workMs` holds the batch and the pause that belongs to it, but no holding. */
  batchDone(
    cursor: Cursor,
    {
      workMs,
      batchSize,
      walBytes,
    }: { readonly workMs: number; readonly batchSize: number; readonly walBytes: number },
  ): void {
    const rows = cursor.rowsDone - this.#shown.rowsDone;
    this.#since.workMs += workMs;
    this.#since.rows += rows;
    this.#since.batches += 1;
    this.#shown = {
      ...this.#shown,
      ...totals(cursor),
      batchSize,
      walBytes: (this.#shown.walBytes ?? 0) + walBytes,
    };
    if (this.#since.workMs < 200) return;
    const seconds = this.#since.workMs / 1000;
    const rowsPerSecond = smooth(this.#shown.rowsPerSecond, this.#since.rows / seconds);
    const batchesPerSecond = smooth(this.#shown.batchesPerSecond, this.#since.batches / seconds);
    this.#since = { workMs: 0, rows: 0, batches: 0 };
    this.#shown = { ...this.#shown, rowsPerSecond, batchesPerSecond };
    this.#shown.etaMs = eta(this.#shown);
  }

  async tellIfDue(): Promise<void> {
    if (performance.now() - this.#toldAt >= TELL_EVERY_MS) await this.tell({});
  }

  async tell({ finished = false }: { finished?: boolean }): Promise<void> {
    this.#toldAt = performance.now();
    if (finished) this.#shown = { ...this.#shown, etaMs: 0, heldBy: null };
    const progress = this.#shown;
    await this.context.journal.note(this.stepId, { progress }, [
      { type: "progress", data: { stepId: this.stepId, progress } },
      ...this.#milestone(finished),
    ]);
  }

  /** One line of the log per tenth of the table, so that it can be read afterwards how the time was spent. */
  #milestone(finished: boolean): NewRunEvent[] {
    const tenths = tenthsDone(this.#shown);
    if (!finished && tenths <= this.#toldTenths) return [];
    this.#toldTenths = tenths;
    const message = finished ? finishedText(this.#shown) : milestoneText(this.#shown, tenths);
    return [{ type: "log", data: { level: "info", message, stepId: this.stepId } }];
  }
}

/** Whole tenths of the estimated table looked at, at most nine: the last one is told by the end itself. */
export function tenthsDone({ rowsDone, rowsTotal }: Pick<Progress, "rowsDone" | "rowsTotal">): number {
  return rowsTotal ? Math.min(9, Math.floor((rowsDone / rowsTotal) * 10)) : 0;
}

function milestoneText(progress: Progress, tenths: number): string {
  const rate =
    progress.rowsPerSecond === null ? "" : `, ${count(Math.round(progress.rowsPerSecond))} rows a second`;
  return `${tenths * 10} %: ${count(progress.rowsDone)} of about ${count(progress.rowsTotal ?? 0)} rows looked at${rate}, ${count(progress.batchSize)} a batch.`;
}

function finishedText({ rowsDone, rowsWritten, batches }: Progress): string {
  return `Every row is filled, counted afterwards: ${count(rowsDone)} looked at, ${count(rowsWritten)} written in ${count(batches)} batches.`;
}

const count = (value: number): string => value.toLocaleString("en");

function totals(cursor: Cursor): Pick<Progress, "rowsDone" | "rowsWritten" | "batches"> {
  return { rowsDone: cursor.rowsDone, rowsWritten: cursor.rowsWritten, batches: cursor.batches };
}

function smooth(before: number | null, now: number): number {
  return Math.round((before === null ? now : before * (1 - SMOOTHING) + now * SMOOTHING) * 10) / 10;
}

/** Null where the table's size is unknown, or was estimated too low to say. */
function eta({ rowsTotal, rowsDone, rowsPerSecond }: Progress): number | null {
  if (rowsTotal === null || !rowsPerSecond || rowsDone > rowsTotal) return null;
  return Math.round(((rowsTotal - rowsDone) / rowsPerSecond) * 1000);
}
