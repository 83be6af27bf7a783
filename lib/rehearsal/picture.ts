import type { ClientBase } from "pg";
import type { Catalog } from "../catalog/model";
import { readCatalog } from "../catalog/read";
import { relationName } from "../sql/identifiers";
import type { TouchedColumns } from "./touched-columns";

/** Schema and rows of a small database at one moment. */
export interface Picture {
  readonly catalog: Catalog;
  /** Every row of every table as JSON text, keys sorted; order of columns does not count. */
  readonly rows: Readonly<Record<string, readonly string[]>>;
}

export async function picture(client: ClientBase): Promise<Picture> {
  const catalog = await readCatalog(client);
  return { catalog, rows: await rowsOf(client, catalog) };
}

/** The rows of every table of a catalog, those of partitions with their parent. */
export async function rowsOf(client: ClientBase, catalog: Catalog): Promise<Picture["rows"]> {
  const rows: Record<string, readonly string[]> = {};
  for (const table of catalog.tables) {
    if (table.kind === "partition") continue;
    const name = relationName(table);
    const found = await client.query<{ row: string }>(
      `SELECT pg_catalog.to_jsonb(t)::text AS row FROM ${name} AS t ORDER BY 1`,
    );
    rows[name] = found.rows.map(({ row }) => row);
  }
  return rows;
}

/**
 * Rows that differ in a column that was there at the start: what our own columns hold between is ours, and what the
 * app's own triggers write is theirs.
 */
export function changedRows(
  before: Picture,
  now: Picture,
  start: Catalog | undefined,
  touched: TouchedColumns = new Map(),
): readonly string[] {
  return (start?.tables ?? []).flatMap((table) => {
    const name = relationName(table);
    const columns = table.columns
      .map((column) => column.name)
      .filter((column) => !touched.get(name)?.includes(column))
      .sort();
    const texts = ({ rows }: Picture) =>
      (rows[name] ?? []).map((row) => {
        const values = JSON.parse(row) as Record<string, unknown>;
        return JSON.stringify(columns.map((column) => values[column]));
      });
    const [left, right] = [texts(before).sort(), texts(now).sort()];
    return left
      .flatMap((row, at) => (row === right[at] ? [] : `${name}: ${row}, now ${right[at]}`))
      .slice(0, 3);
  });
}
