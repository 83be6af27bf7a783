import type { Table } from "@/lib/catalog/model";
import type { SizeAssumption } from "@/lib/contracts/plan";

/** What a table may hold so that reading it all under a lock that stops everybody is over at once. */
const MAX_ROWS = 1000;
const MAX_BYTES = 1024 * 1024;

/** False also where the table was never analysed. */
export function isSmall(table: Table): boolean {
  return (table.rowEstimate ?? Number.POSITIVE_INFINITY) <= MAX_ROWS && table.heapBytes <= MAX_BYTES;
}

/** What every environment has to meet where a plan rests on a table that is small. */
export function smallTable(relation: string): SizeAssumption {
  return { relation, maxRows: MAX_ROWS, maxBytes: MAX_BYTES };
}
