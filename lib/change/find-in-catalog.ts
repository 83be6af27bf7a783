import type { Catalog, Column, Constraint, Index, Table } from "@/lib/catalog/model";
import { ok, type Result } from "@/lib/contracts/result";
import { parseRelationName, quoteIdentifier, relationName } from "@/lib/sql/identifiers";
import { type Problem, problem, resolveColumn, resolveTable } from "./names-in-catalog";
import { didYouMean, nearest } from "./nearest";

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

/** The index that the field `index` names, `schema.name` or a bare name along the search path, with its table. */
export function indexNamed(
  catalog: Catalog,
  written: string,
): Result<{ readonly table: Table; readonly index: Index }, readonly Problem[]> {
  const name = parseRelationName(written);
  if (!name) return problem("index", `${written} is not the name of an index`);
  const all = catalog.tables.flatMap((table) => table.indexes.map((index) => ({ table, index })));
  const schemas = name.schema === null ? catalog.searchPath : [name.schema];
  const found = schemas
    .map((schema) => all.find(({ table, index }) => table.schema === schema && index.name === name.name))
    .find((one) => one !== undefined);
  if (found) return ok(found);
  const close = nearest(
    name.name,
    all.map(({ index }) => index.name),
  ).map(quoteIdentifier);
  return problem("index", `there is no index ${written}${didYouMean(close)}`);
}

/** The constraint that an operation is about, with its table. */
export function constraintNamed(
  catalog: Catalog,
  operation: { readonly table: string; readonly constraint: string },
): Result<{ readonly table: Table; readonly constraint: Constraint }, readonly Problem[]> {
  const table = tableNamed(catalog, operation.table);
  if (!table.ok) return table;
  const { constraints } = table.value;
  const constraint = constraints.find(({ name }) => name === operation.constraint);
  if (constraint) return ok({ table: table.value, constraint });
  const names = constraints.map(({ name }) => name);
  const close = nearest(operation.constraint, names).map(quoteIdentifier);
  const hint =
    didYouMean(close) || (names.length > 0 ? `; it has ${names.map(quoteIdentifier).join(", ")}` : "");
  const what = `${relationName(table.value)} has no constraint ${quoteIdentifier(operation.constraint)}`;
  return problem("constraint", `${what}${hint}`);
}
