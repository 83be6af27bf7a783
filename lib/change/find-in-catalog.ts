import type { Catalog, Column, Table } from "@/lib/catalog/model";
import { ok, type Result } from "@/lib/contracts/result";
import { parseRelationName } from "@/lib/sql/identifiers";
import { type Problem, problem, resolveColumn, resolveTable } from "./names-in-catalog";

/** The table a field names, `schema.name` or a bare name. */
export function tableNamed(
  catalog: Catalog,
  written: string,
  field = "table",
): Result<Table, readonly Problem[]> {
  const name = parseRelationName(written);
  if (!name) return problem(field, `${written} is not a table name; write it as schema.name`);
  const found = resolveTable(catalog, name);
  return found.ok ? found : { ok: false, failure: found.failure.map(({ message }) => ({ field, message })) };
}

/** The table and the column an operation is about. */
export function columnNamed(
  catalog: Catalog,
  operation: { readonly table: string; readonly column: string },
): Result<{ readonly table: Table; readonly column: Column }, readonly Problem[]> {
  const table = tableNamed(catalog, operation.table);
  if (!table.ok) return table;
  const column = resolveColumn(table.value, operation.column);
  return column.ok ? ok({ table: table.value, column: column.value }) : column;
}
