import type { Table } from "@/lib/catalog/model";
import type { Step } from "@/lib/contracts/plan";

type Estimate = Step["estimate"];

/** Rows a second where nothing was measured on the environment: a cautious range for one small server. */
const ASSUMED = {
  backfill: { low: 5_000, high: 50_000 },
  scan: { low: 500_000, high: 5_000_000 },
  index: { low: 100_000, high: 1_000_000 },
} as const;

const SHORT: Estimate = {
  lowMs: 1,
  highMs: 100,
  basis:
    "Changes the catalog only; the time spent looking for a gap between other sessions' locks comes on top",
};

/** A change of the catalog alone, whatever the size of the table. */
export function shortEstimate(): Estimate {
  return SHORT;
}

/**
 * Work over all rows of the table. `rowsPerSecond` is what backfills were measured to do on the environment. What others
 * write meanwhile takes its share of the disk, and a concurrent build or a backfill comes to those rows too: the upper end
 * is the higher the more the table is written.
 */
export function rowsEstimate(
  work: keyof typeof ASSUMED,
  table: Table,
  rowsPerSecond: number | null = null,
): Estimate {
  const rows = table.rowEstimate;
  if (rows === null) {
    return { lowMs: 1, highMs: 3_600_000, basis: "The table was never analysed: its row count is not known" };
  }
  const counted = `about ${rows.toLocaleString("en-US")} rows`;
  if (work === "backfill" && rowsPerSecond !== null && rowsPerSecond > 0) {
    const ms = (rows / rowsPerSecond) * 1000;
    const rate = Math.round(rowsPerSecond).toLocaleString("en-US");
    return {
      lowMs: Math.ceil(ms * 0.7),
      highMs: Math.ceil(ms * 2 * busier(table, rowsPerSecond)) + 100,
      basis: `${counted} at ${rate} rows a second, measured here${besides(table)}`,
    };
  }
  const { low, high } = ASSUMED[work];
  return {
    lowMs: Math.ceil((rows / high) * 1000) + 1,
    highMs: Math.ceil((rows / low) * 1000 * busier(table, low)) + 100,
    basis: `${counted} at an assumed ${low.toLocaleString("en-US")} to ${high.toLocaleString("en-US")} rows a second${besides(table)}`,
  };
}

/** Rows of the table that were written each second since the statistics were reset; 0 where that is not known. */
function writesPerSecond({ writesTotal, statsAgeSeconds }: Table): number {
  return statsAgeSeconds ? writesTotal / statsAgeSeconds : 0;
}

/** How much longer it may take beside the table's own writes, for work that does that many rows a second. */
const busier = (table: Table, rowsPerSecond: number) => 1 + writesPerSecond(table) / rowsPerSecond;

function besides(table: Table): string {
  const writes = Math.round(writesPerSecond(table));
  return writes === 0 ? "" : `, beside about ${writes.toLocaleString("en-US")} rows written each second`;
}
