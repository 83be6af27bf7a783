import type { Catalog, Column, Table } from "@/lib/catalog/model";
import { fail, ok, type Result } from "@/lib/contracts/result";
import {
  cutToBytes,
  MAX_NAME_BYTES,
  nameBytes,
  type QualifiedName,
  quoteIdentifier,
  relationName,
} from "@/lib/sql/identifiers";
import { didYouMean, nearest } from "./nearest";

/** Something about the input that is wrong, with the field it is about. */
export interface Problem {
  readonly field: string;
  readonly message: string;
}

export const problem = (field: string, message: string): Result<never, readonly Problem[]> =>
  fail([{ field, message }]);

/** The table of that name: as written, else along the search path, else the only one of that name anywhere. */
export function resolveTable(
  catalog: Catalog,
  written: { readonly schema: string | null; readonly name: string },
): Result<Table, readonly Problem[]> {
  const named = catalog.tables.filter((table) => table.name === written.name);
  if (written.schema !== null) {
    const found = named.find((table) => table.schema === written.schema);
    return found ? ok(found) : unknownTable(catalog, written);
  }
  for (const schema of catalog.searchPath) {
    const found = named.find((table) => table.schema === schema);
    if (found) return ok(found);
  }
  const [only, ...others] = named;
  if (!only) return unknownTable(catalog, written);
  if (others.length === 0) return ok(only);
  const names = named.map(relationName).sort();
  return problem("table", `there are several tables ${written.name}: write ${names.join(" or ")}`);
}

function unknownTable(
  catalog: Catalog,
  written: { readonly schema: string | null; readonly name: string },
): Result<never, readonly Problem[]> {
  const view = catalog.views.find(
    (one) => one.name === written.name && (written.schema === null || one.schema === written.schema),
  );
  if (view) return problem("table", `${relationName(view)} is a view, not a table`);
  const byName = new Map<string, string[]>();
  for (const table of catalog.tables) {
    byName.set(table.name, [...(byName.get(table.name) ?? []), relationName(table)]);
  }
  const close = nearest(written.name, [...byName.keys()]).flatMap((name) => byName.get(name) ?? []);
  const asWritten =
    written.schema === null
      ? quoteIdentifier(written.name)
      : relationName({ schema: written.schema, name: written.name });
  return problem("table", `there is no table ${asWritten}${didYouMean(close.slice(0, 3))}`);
}

export function resolveColumn(table: Table, name: string): Result<Column, readonly Problem[]> {
  const found = table.columns.find((column) => column.name === name);
  if (found) return ok(found);
  const close = nearest(
    name,
    table.columns.map((column) => column.name),
  ).map(quoteIdentifier);
  const hint =
    didYouMean(close) || `; it has ${table.columns.map((column) => quoteIdentifier(column.name)).join(", ")}`;
  return problem("column", `${relationName(table)} has no column ${quoteIdentifier(name)}${hint}`);
}

/** Names every table has anyway (PostgreSQL manual, 5.6 System Columns). */
const SYSTEM_COLUMNS = new Set(["tableoid", "xmin", "cmin", "xmax", "cmax", "ctid"]);

/** Problems of a name for a new column. */
export function newColumnProblems(table: Table, name: string, field: string): readonly Problem[] {
  const problems: Problem[] = [];
  const bytes = nameBytes(name);
  if (name === "") problems.push({ field, message: "give the column a name" });
  if (bytes > MAX_NAME_BYTES) {
    problems.push({
      field,
      message: `a name has at most ${MAX_NAME_BYTES} bytes, this one has ${bytes}: Postgres would cut it`,
    });
  }
  if (SYSTEM_COLUMNS.has(name)) {
    problems.push({ field, message: `${name} is a system column of every table: take another name` });
  }
  if (name.includes("\0")) problems.push({ field, message: "a name holds no NUL character" });
  if (table.columns.some((column) => column.name === name)) {
    problems.push({
      field,
      message: `${relationName(table)} has a column ${quoteIdentifier(name)} already: take another name`,
    });
  }
  return problems;
}

/** `base` + `suffix` within 63 bytes, numbered as Postgres does it where a relation of that schema has the name. */
export function freeRelationName(catalog: Catalog, schema: string, base: string, suffix: string): string {
  const taken = new Set(relationsIn(catalog).flatMap((one) => (one.schema === schema ? one.name : [])));
  return numbered(base, suffix, taken);
}

/** All that have their names from one pool: tables, indexes, views and sequences. */
export function relationsIn(catalog: Catalog): readonly QualifiedName[] {
  return [
    ...catalog.tables.flatMap((table) => [
      table,
      ...table.indexes.map(({ name }) => ({ schema: table.schema, name })),
    ]),
    ...catalog.views,
    ...catalog.sequences,
  ];
}

function numbered(base: string, suffix: string, taken: ReadonlySet<string>): string {
  for (let number = 0; ; number++) {
    const end = number === 0 ? suffix : `${suffix}${number}`;
    const name = cutToBytes(base, MAX_NAME_BYTES - nameBytes(end)) + end;
    if (!taken.has(name)) return name;
  }
}

/** The name of a new constraint: as said where it is free, else the one that Postgres would choose. */
export function constraintName(
  catalog: Catalog,
  table: Table,
  said: string | null,
  base: string,
  suffix: string,
): Result<string, readonly Problem[]> {
  const taken = new Set(table.constraints.map((constraint) => constraint.name));
  if (said === null) {
    // Postgres passes over names of all tables of the schema (observed on 15 and 18).
    const inSchema = catalog.tables.filter((one) => one.schema === table.schema);
    const everywhere = new Set(inSchema.flatMap((one) => one.constraints.map(({ name }) => name)));
    return ok(
      // These two are the names of indexes too.
      suffix === "_key" || suffix === "_pkey"
        ? freeRelationName(catalog, table.schema, base, suffix)
        : numbered(base, suffix, everywhere),
    );
  }
  const bytes = nameBytes(said);
  if (bytes > MAX_NAME_BYTES) {
    return problem("name", `a name has at most ${MAX_NAME_BYTES} bytes, this one has ${bytes}`);
  }
  return taken.has(said)
    ? problem("name", `${relationName(table)} has a constraint ${quoteIdentifier(said)} already`)
    : ok(said);
}
