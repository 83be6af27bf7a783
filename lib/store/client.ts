import { drizzle, type NodePgDatabase } from "drizzle-orm/node-postgres";
import pg from "pg";
import * as schema from "./schema";

/** The control plane: typed queries, the pool below them, and how to let go of both. */
export interface Store {
  readonly db: NodePgDatabase<typeof schema>;
  readonly pool: pg.Pool;
  close(): Promise<void>;
}

/** An open transaction on the control plane. */
export type Tx = Parameters<Parameters<Store["db"]["transaction"]>[0]>[0];

/** Anything that takes queries: the store's `db`, or a transaction on it. */
export type Queryable = Store["db"] | Tx;

export interface StoreOptions {
  /** Most connections at once. A process that streams holds none while it waits, so a few suffice. */
  readonly maxConnections?: number;
  readonly applicationName?: string;
  /** Told about connections that died while idle; the pool replaces them by itself. */
  readonly onConnectionError?: (error: Error) => void;
}

/**
 * Opens a pool on the control-plane database. Connects lazily: a wrong address shows on the first query.
 * A transaction left idle for a minute is ended by the server, so that a stalled process cannot hold the
 * audit chain's lock for ever.
 */
export function openStore(databaseUrl: string, options: StoreOptions = {}): Store {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: options.maxConnections ?? 10,
    application_name: options.applicationName ?? "interlock",
    connectionTimeoutMillis: 10_000,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
    idle_in_transaction_session_timeout: 60_000,
    // Do not keep a command line alive for the sake of idle connections.
    allowExitOnIdle: true,
  });
  // Without a listener an idle connection's death (server restart) would end the process.
  pool.on("error", (error) => options.onConnectionError?.(error));
  // The pool does not listen to a connection that is handed out, as in a transaction.
  pool.on("connect", (client) => client.on("error", () => {}));
  let closing: Promise<void> | null = null;
  return {
    db: drizzle(pool, { schema }),
    pool,
    close() {
      closing ??= pool.end();
      return closing;
    },
  };
}

// Next bundles each route on its own, so a module-level variable would be one pool per route.
const holder = globalThis as typeof globalThis & { __interlockStore?: Store };

/** The process-wide store, from `DATABASE_URL`. Throws when the variable is not set. */
export function getStore(): Store {
  if (holder.__interlockStore) return holder.__interlockStore;
  const databaseUrl = process.env.DATABASE_URL;
  if (!databaseUrl) throw new Error("DATABASE_URL is not set: start Interlock with `npm start`");
  holder.__interlockStore = openStore(databaseUrl);
  return holder.__interlockStore;
}

/** Replaces the process-wide store: for tests that call route handlers, and for a clean shutdown. */
export function setStore(store: Store | undefined): void {
  holder.__interlockStore = store;
}
