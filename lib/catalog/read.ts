import type { ClientBase, QueryResultRow } from "pg";
import { assembleCatalog } from "./assemble";
import type { Catalog } from "./model";
import { type ColumnRow, columnsSql } from "./queries/columns";
import { CONSTRAINTS_SQL, type ConstraintRow } from "./queries/constraints";
import { DEPENDENCIES_SQL, type DependencyRow } from "./queries/dependencies";
import { type FunctionRow, functionsSql } from "./queries/functions";
import { INDEXES_SQL, type IndexRow } from "./queries/indexes";
import { type OtherObjectRow, otherObjectsSql } from "./queries/other-objects";
import type { CatalogRows } from "./queries/rows";
import { SERVER_SQL, type ServerRow } from "./queries/server";
import { TABLE_PARTS_SQL, type TablePartRow } from "./queries/table-parts";
import { type TableRow, tablesSql } from "./queries/tables";
import { USABLE_NAMES_SQL, type UsableNameRow } from "./queries/usable-names";

/**
 * Reads a database's schema: ten queries however many tables there are, all in one read-only snapshot.
 * The client must not be inside a transaction. Works on PostgreSQL 13 to 18, as any role: pg_catalog is readable to all.
 *
 * Functions such as pg_get_viewdef look past the snapshot and take ACCESS SHARE, so beside somebody's DDL a read may
 * fail: an object that goes away meanwhile is tried again; a lock not had within the session's lock_timeout (55P03)
 * and all else is thrown as the driver threw it.
 */
export async function readCatalog(client: ClientBase): Promise<Catalog> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return assembleCatalog(await readRows(client));
    } catch (error) {
      if (attempt === 3 || !isVanishedObject(error)) throw error;
    }
  }
}

async function readRows(client: ClientBase): Promise<CatalogRows> {
  await client.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
  try {
    // Names outside pg_catalog come out qualified, whatever the role's own search_path.
    await client.query("SET LOCAL search_path = pg_catalog, pg_temp");
    const rowsOf = async <Row extends QueryResultRow>(sql: string) => (await client.query<Row>(sql)).rows;
    const server = (await rowsOf<ServerRow>(SERVER_SQL))[0];
    if (!server) throw new Error("the server query answers one row");
    const version = server.version_number;
    const rows: CatalogRows = {
      server,
      tables: await rowsOf<TableRow>(tablesSql(version)),
      columns: await rowsOf<ColumnRow>(columnsSql(version)),
      constraints: await rowsOf<ConstraintRow>(CONSTRAINTS_SQL),
      indexes: await rowsOf<IndexRow>(INDEXES_SQL),
      dependencies: await rowsOf<DependencyRow>(DEPENDENCIES_SQL),
      parts: await rowsOf<TablePartRow>(TABLE_PARTS_SQL),
      others: await rowsOf<OtherObjectRow>(otherObjectsSql(version)),
      functions: await rowsOf<FunctionRow>(functionsSql(version)),
      usable: await rowsOf<UsableNameRow>(USABLE_NAMES_SQL),
    };
    await client.query("COMMIT");
    return rows;
  } catch (error) {
    // The first error is the one to tell; a connection that is gone rolls back by itself.
    await client.query("ROLLBACK").catch(() => {});
    throw error;
  }
}

/** XX000 "cache lookup failed for …" or "could not open relation with OID …", and undefined_table. */
function isVanishedObject(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? error.code : null;
  return code === "XX000" || code === "42P01" || code === "42704";
}
