import type pg from "pg";
import journal from "../../drizzle/meta/_journal.json";

/** How the database's migrations compare with those this code brings. */
export interface MigrationState {
  readonly applied: number;
  readonly known: number;
  /** Migrations of the code that the database does not have yet. */
  readonly pending: number;
  /** Migrations of the database that the code does not know: a newer Interlock was here. */
  readonly unknown: number;
}

/**
 * Reads drizzle's own journal table. A migration is known by its `when`, which drizzle stores as
 * `created_at` and compares in the same way.
 */
export async function readMigrationState(client: pg.ClientBase | pg.Pool): Promise<MigrationState> {
  const known = new Set(journal.entries.map((entry) => entry.when));
  const { rows: found } = await client.query<{ there: boolean }>(
    "select to_regclass('drizzle.__drizzle_migrations') is not null as there",
  );
  if (!found[0]?.there) return { applied: 0, known: known.size, pending: known.size, unknown: 0 };
  const { rows } = await client.query<{ created_at: string }>(
    "select created_at::text from drizzle.__drizzle_migrations",
  );
  const applied = rows.map((row) => Number(row.created_at));
  const unknown = applied.filter((when) => !known.has(when)).length;
  return {
    applied: applied.length,
    known: known.size,
    pending: known.size - (applied.length - unknown),
    unknown,
  };
}
