import type { ClientBase } from "pg";
import type { Catalog } from "../catalog/model";
import { relationName } from "../sql/identifiers";
import { type Picture, rowsOf } from "./picture";

/** By relation, the columns that the app's own triggers change when a row is written. */
export type TouchedColumns = ReadonlyMap<string, readonly string[]>;

const PROBE = "interlock_rehearsal_probe";

/**
 * Writes a column that nobody knows in every row of the tables, as a backfill does, looks what else has changed, and
 * takes it back: `updated_at`, most of all. A table that refuses that is left out. Outside of a transaction only.
 */
export async function touchedColumns(
  client: ClientBase,
  { catalog, rows }: Picture,
  relations: readonly string[],
): Promise<TouchedColumns> {
  const touched = new Map<string, readonly string[]>();
  for (const table of catalog.tables) {
    const relation = relationName(table);
    if (!relations.includes(relation) || table.triggers.length === 0) continue;
    await client.query("BEGIN");
    try {
      await client.query(`ALTER TABLE ${relation} ADD COLUMN ${PROBE} int`);
      await client.query(`UPDATE ${relation} SET ${PROBE} = 1`);
      for (const [name, columns] of changedColumns(catalog, rows, await rowsOf(client, catalog))) {
        touched.set(name, [...new Set([...(touched.get(name) ?? []), ...columns])]);
      }
    } catch (error) {
      if ((error as { code?: string }).code === undefined) throw error;
    } finally {
      await client.query("ROLLBACK");
    }
  }
  return touched;
}

/** By relation, the columns of the catalog whose values are others than before; relations without any are left out. */
export function changedColumns(
  catalog: Catalog,
  before: Picture["rows"],
  now: Picture["rows"],
): TouchedColumns {
  return new Map(
    catalog.tables.flatMap((table): [string, string[]][] => {
      const name = relationName(table);
      const values = (rows: Picture["rows"], column: string) =>
        (rows[name] ?? []).map((row) => JSON.stringify(JSON.parse(row)[column])).sort();
      const changed = table.columns
        .map((column) => column.name)
        .filter((column) => values(before, column).join() !== values(now, column).join());
      return changed.length === 0 ? [] : [[name, changed]];
    }),
  );
}
