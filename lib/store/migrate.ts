import { fileURLToPath } from "node:url";
import { drizzle } from "drizzle-orm/node-postgres";
import { migrate as applyMigrations } from "drizzle-orm/node-postgres/migrator";
import pg from "pg";
import { protectAudit } from "./audit-owner";
import { readMigrationState } from "./migration-state";

const MIGRATIONS_FOLDER = fileURLToPath(new URL("../../drizzle", import.meta.url));

/** Session advisory lock that keeps two starting processes from migrating at once. Any constant of ours will do. */
const MIGRATION_LOCK = "7305521190482211";

/** The database cannot be migrated by this code; `message` is one line and names the fix. */
export class MigrationError extends Error {
  override readonly name = "MigrationError";
  constructor(
    readonly code: "database-newer",
    message: string,
  ) {
    super(message);
  }
}

/**
 * Brings the control-plane database up to this code. Safe to call from several processes at once: they
 * take turns, and the later ones find nothing to do. Throws MigrationError when a newer Interlock has
 * already migrated this database, and pg's own errors when it cannot be reached or used.
 */
export async function migrate(databaseUrl: string): Promise<void> {
  const client = new pg.Client({
    connectionString: databaseUrl,
    application_name: "interlock:migrate",
    connectionTimeoutMillis: 10_000,
  });
  client.on("error", () => {}); // the query in flight rejects with the same error
  await client.connect();
  try {
    // The lock is the session's: it goes with the connection, also when this process is killed.
    await client.query("select pg_advisory_lock($1)", [MIGRATION_LOCK]);
    const state = await readMigrationState(client);
    if (state.unknown > 0) {
      throw new MigrationError(
        "database-newer",
        `This database was migrated by a newer Interlock (${state.unknown} unknown migration${state.unknown === 1 ? "" : "s"}): ` +
          "start that version, or point DATABASE_URL at another database",
      );
    }
    if (state.pending > 0) {
      await applyMigrations(drizzle(client), { migrationsFolder: MIGRATIONS_FOLDER });
    }
    await protectAudit(client);
  } finally {
    await client.end();
  }
}
