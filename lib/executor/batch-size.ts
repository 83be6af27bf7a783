/** How large the next batch is, steered to a time per batch. */
export interface BatchSize {
  readonly rows: number;
  /** Smoothed milliseconds per row written; null before one was written. */
  readonly msPerWrittenRow: number | null;
}

export const FIRST_BATCH: BatchSize = { rows: 200, msPerWrittenRow: null };
const SMALLEST = 10;
const LARGEST = 50_000;
/** Rows that need no write cost nothing, so their time says nothing: without a measured cost do not grow past this. */
const LARGEST_UNMEASURED = 2_000;
const SMOOTHING = 0.4;

export interface BatchResult {
  readonly rows: number;
  readonly written: number;
  readonly tookMs: number;
}

/**
 * The size after a batch. It moves towards the target by at most half or double, and never to where a batch of rows
 * that all need a write would take twice the target, so that leaving a stretch of done rows stalls nobody.
 */
export function nextBatchSize(size: BatchSize, result: BatchResult, targetMs: number): BatchSize {
  const perRow = result.written > 0 ? result.tookMs / result.written : null;
  const msPerWrittenRow =
    perRow === null
      ? size.msPerWrittenRow
      : size.msPerWrittenRow === null
        ? perRow
        : size.msPerWrittenRow * (1 - SMOOTHING) + perRow * SMOOTHING;
  const ratio = Math.min(2, Math.max(0.5, targetMs / Math.max(result.tookMs, 0.1)));
  const limit = msPerWrittenRow === null ? LARGEST_UNMEASURED : (2 * targetMs) / msPerWrittenRow;
  // The limit holds growth back; one slow batch (a checkpoint, a busy moment) must not collapse the size.
  return { rows: clamp(size.rows * ratio, Math.max(limit, size.rows / 2)), msPerWrittenRow };
}

/** The size after a batch was refused a row lock in time, or chosen as a deadlock's victim. */
export function smallerBatch(size: BatchSize): BatchSize {
  return { ...size, rows: clamp(size.rows / 2, LARGEST) };
}

function clamp(rows: number, limit: number): number {
  return Math.round(Math.max(SMALLEST, Math.min(rows, limit, LARGEST)));
}
