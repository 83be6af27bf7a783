import type { Table } from "@/lib/catalog/model";

export interface TableRow {
  /** `schema.name`, unique within a database. */
  readonly id: string;
  readonly schema: string;
  readonly name: string;
  readonly bytes: number;
  readonly rows: number | null;
  /** Inserts, updates and deletes a second since statistics were reset; null where their age is unknown. */
  readonly writesPerSecond: number | null;
  readonly indexCount: number;
  readonly columnCount: number;
  readonly invalidIndexes: number;
  readonly table: Table;
}

export function toRow(table: Table): TableRow {
  return {
    id: `${table.schema}.${table.name}`,
    schema: table.schema,
    name: table.name,
    bytes: table.totalBytes,
    rows: table.rowEstimate,
    writesPerSecond: table.statsAgeSeconds ? table.writesTotal / table.statsAgeSeconds : null,
    indexCount: table.indexes.length,
    columnCount: table.columns.length,
    invalidIndexes: table.indexes.filter((index) => !index.valid).length,
    table,
  };
}

/**
 * Write rates from two readings, for servers whose statistics have no known beginning. A table whose counter went
 * back (statistics were reset) or that is new stays unknown.
 */
export function withMeasuredRates(
  rows: readonly TableRow[],
  former: { readonly readAt: string; readonly writes: ReadonlyMap<string, number> } | null,
  readAt: string,
): readonly TableRow[] {
  const seconds = former === null ? 0 : (Date.parse(readAt) - Date.parse(former.readAt)) / 1000;
  if (former === null || seconds < 1) return rows;
  return rows.map((row) => {
    const before = former.writes.get(row.id);
    if (row.writesPerSecond !== null || before === undefined || row.table.writesTotal < before) return row;
    return { ...row, writesPerSecond: (row.table.writesTotal - before) / seconds };
  });
}

/** Tables whose name, or one of whose columns, contains every word. Words are matched without case. */
export function searchRows(rows: readonly TableRow[], query: string): readonly TableRow[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return rows;
  return rows.filter((row) => {
    const text = searchText(row);
    return words.every((word) => text.includes(word));
  });
}

const texts = new WeakMap<TableRow, string>();
/** Built once per row: with a thousand tables, building it on every keystroke would be felt. */
function searchText(row: TableRow): string {
  let text = texts.get(row);
  if (text === undefined) {
    text = [row.id, row.table.comment ?? "", ...row.table.columns.map((column) => column.name)]
      .join(" ")
      .toLowerCase();
    texts.set(row, text);
  }
  return text;
}

/** `12/s`, `0.4/s`, `3/min`: whatever unit keeps it readable. */
export function writeRateText(perSecond: number | null): string {
  if (perSecond === null) return "–";
  if (perSecond === 0) return "none";
  if (perSecond >= 10) return `${Math.round(perSecond)}/s`;
  if (perSecond >= 0.1) return `${perSecond.toFixed(1)}/s`;
  const perMinute = perSecond * 60;
  if (perMinute >= 0.1) return `${perMinute.toFixed(1)}/min`;
  return "under 0.1/min";
}
