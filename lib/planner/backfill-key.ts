import type { Table } from "@/lib/catalog/model";

/**
 * The columns a backfill walks along: the primary key, else the unique index over NOT NULL columns with the fewest
 * columns. Never ctid: a row that moves would be missed. Null where there is none that leaves out `avoid`.
 */
export function backfillKey(table: Table, avoid: readonly string[]): readonly string[] | null {
  const usable = (columns: readonly string[]) =>
    columns.length > 0 &&
    columns.every(
      (name) => !avoid.includes(name) && table.columns.find((column) => column.name === name)?.notNull,
    );
  const keys = table.indexes
    .filter(
      (index) => index.unique && index.valid && index.ready && !index.hasExpressions && !index.predicate,
    )
    .filter((index) => usable(index.columns))
    .sort(
      (a, b) => Number(b.primary) - Number(a.primary) || a.columns.length - b.columns.length || byName(a, b),
    );
  return keys[0]?.columns ?? null;
}

/** Why the rows of a table without such a key are left alone: what cannot be done with them, and what helps. */
export function withoutKey(
  relation: string,
  avoid: readonly string[] = [],
  {
    lost = "its rows cannot be filled batch by batch",
    help = "Add one first, e.g. CREATE UNIQUE INDEX CONCURRENTLY",
  } = {},
): string {
  const besides = avoid.length > 0 ? ` besides ${avoid.join(", ")}` : "";
  return `${relation} has no primary key and no unique index over NOT NULL columns${besides}: ${lost}. ${help}`;
}

const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1);
