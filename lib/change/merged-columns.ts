import type { Catalog, Column, Table } from "@/lib/catalog/model";
import type { MergeTables } from "@/lib/contracts/operation";
import { referenced } from "@/lib/sql/facts/known";
import { relationName } from "@/lib/sql/identifiers";
import { readColumnNames } from "@/lib/sql/select-list";

export interface CarriedColumn {
  readonly column: Column;
  /** Its name in the other table. */
  readonly as: string;
}

/**
 * The columns of a table that is merged into another that the other one gets: not those that say which of its rows each belongs
 * to, not another primary key, and not what is left out. Both tables as the catalog names them. Needs the parser loaded.
 */
export function carriedColumns(
  catalog: Catalog,
  { table: from, into, as, without }: Pick<MergeTables, "table" | "into" | "as" | "without">,
): readonly CarriedColumn[] {
  const table = catalog.tables.find((one) => relationName(one) === from);
  if (!table) return [];
  const renamed = as === null ? null : readColumnNames(as);
  const names = new Map((renamed?.ok ? renamed.value : []).map((one) => [one.column, one.as]));
  const stays = new Set([...without, ...keyColumns(table, into)]);
  return table.columns
    .filter(({ name }) => !stays.has(name))
    .map((column) => ({ column, as: names.get(column.name) ?? column.name }));
}

/** What tells the rows of the table apart, and which row of the other one each belongs to. */
export function keyColumns(table: Table, into: string): readonly string[] {
  return table.constraints
    .filter((one) => one.type === "primary key" || referenced(one) === into)
    .flatMap(({ columns }) => columns);
}
