import type { Catalog, Column, Table } from "@/lib/catalog/model";
import { fail, ok, type Result } from "@/lib/contracts/result";
import { relationName } from "@/lib/sql/identifiers";
import { findColumn, findTable } from "./find-table";
import type { Refusal } from "./operation-plan";

export function refuse(field: string, message: string): Result<never, readonly Refusal[]> {
  return fail([{ field, message }]);
}

/** Partitions get their columns and rules from their parent; foreign tables have none of their own. */
export function notOrdinary(table: Table): string | null {
  if (table.kind === "foreign") {
    return `${relationName(table)} is a foreign table: change it on the server where its rows are`;
  }
  return table.kind === "partition"
    ? `${relationName(table)} is a partition: make the change on ${table.inheritsFrom.join(", ") || "its parent"}`
    : null;
}

/** The table an operation works on, where it is one that can be changed here. */
export function ordinaryTable(
  catalog: Catalog,
  name: string,
): Result<{ table: Table; relation: string }, readonly Refusal[]> {
  const table = findTable(catalog, name);
  if (!table) return refuse("table", `there is no table ${name}`);
  const special = notOrdinary(table);
  return special ? refuse("table", special) : ok({ table, relation: relationName(table) });
}

/** The column an operation works on, of a table that can be changed here. */
export function ordinaryColumn(
  catalog: Catalog,
  operation: { readonly table: string; readonly column: string },
): Result<{ table: Table; column: Column; relation: string }, readonly Refusal[]> {
  const table = findTable(catalog, operation.table);
  const column = table && findColumn(table, operation.column);
  if (!table || !column) return refuse("column", `${operation.table} has no column ${operation.column}`);
  const special = notOrdinary(table);
  return special ? refuse("table", special) : ok({ table, column, relation: relationName(table) });
}
