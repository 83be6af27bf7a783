import type { Catalog, Table } from "@/lib/catalog/model";
import type { ToolId } from "@/lib/contracts/interop";
import { Known } from "../sql/facts/known";
import { relationName } from "../sql/identifiers";
import type { ImportedMigration } from "./import-pending";
import { reviewMigration } from "./review-migration";

/**
 * What the migrations that a tool's history has would have left, and is not in the database: `table public.users`,
 * `column public.users.email`, `index public.users_email_idx`. Null where it cannot be told: where one of them holds code
 * or a block whose SQL is not known. `loadParser()` must have been awaited.
 */
export function recordedButMissing(
  tool: ToolId,
  migrations: readonly ImportedMigration[],
  actual: Catalog,
): readonly string[] | null {
  const applied = migrations.filter(({ isApplied }) => isApplied === true);
  const known = new Known(null, { complete: true });
  for (const migration of applied) {
    const file = reviewMigration(tool, migration, { serverMajor: actual.serverMajor, known });
    const isKnown = file.statements.every(({ unknown, kind }) => !unknown && kind !== "Do");
    if (file.error !== null || !isKnown) return null;
  }
  return [...known.tables()].flatMap((table) => missingOf(table, actual));
}

function missingOf(table: Table, actual: Catalog): readonly string[] {
  const name = relationName(table);
  const found = actual.tables.find((one) => relationName(one) === name);
  if (!found) return [`table ${name}`];
  const columns = table.columns.filter((column) => !found.columns.some((one) => one.name === column.name));
  const indexes = table.indexes.filter((index) => !found.indexes.some((one) => one.name === index.name));
  return [
    ...columns.map((column) => `column ${name}.${column.name}`),
    ...indexes.map((index) => `index ${relationName({ schema: table.schema, name: index.name })}`),
  ];
}
