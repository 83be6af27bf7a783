import { randomBytes } from "node:crypto";
import pg from "pg";
import { binariesCache } from "./embedded-postgres";
import { freePort } from "./free-port";
import { postgresAccount } from "./postgres-account";
import { installBinaries } from "./postgres-binaries";
import { initialiseCluster, startServer } from "./postgres-server";
import { makeThrowAwayPlace, removeLeftOvers, removePlace } from "./throw-away-server";

export interface Shadow {
  /** Connection string of an empty database, as its owner, who is no superuser. */
  readonly url: string;
  /** Takes all of it away. */
  close(): Promise<void>;
}

const PREFIX = "interlock-shadow-";
const OWNER = "shadow";

/** Nothing on it has to outlast the process. */
const SETTINGS = {
  shared_preload_libraries: "pg_stat_statements",
  max_connections: "20",
  shared_buffers: "32MB",
  fsync: "off",
  synchronous_commit: "off",
  full_page_writes: "off",
  wal_level: "logical",
} as const;

/**
 * A Postgres server of its own for one rehearsal, with the embedded server's programs (`dataDir` is Interlock's data
 * folder). A server, not a database beside Interlock's own: what a customer's functions and roles bring along can reach
 * nothing of ours. They run as a role that may make roles and databases and no more.
 */
export async function openShadow(dataDir: string): Promise<Shadow> {
  await removeLeftOvers(PREFIX);
  const { bin } = installBinaries(binariesCache(dataDir, postgresAccount()));
  const place = makeThrowAwayPlace(bin, PREFIX);
  try {
    const password = randomBytes(24).toString("base64url");
    initialiseCluster(place, { password });
    const server = await startServer(place, { password, port: await freePort(), settings: SETTINGS });
    const close = async () => {
      await server.stop();
      removePlace(place.home);
    };
    try {
      return { url: await makeDatabase(server.adminUrl), close };
    } catch (error) {
      await server.stop();
      throw error;
    }
  } catch (error) {
    removePlace(place.home);
    throw error;
  }
}

async function makeDatabase(adminUrl: string): Promise<string> {
  const password = randomBytes(24).toString("hex");
  await runOn(adminUrl, [
    `CREATE ROLE ${OWNER} LOGIN CREATEROLE PASSWORD '${password}'`,
    `CREATE DATABASE ${OWNER} OWNER ${OWNER}`,
  ]);
  const url = new URL(adminUrl);
  url.pathname = `/${OWNER}`;
  // Nearly every server has it, and only a superuser may make it.
  await runOn(url.href, ["CREATE EXTENSION pg_stat_statements"]);
  url.username = OWNER;
  url.password = password;
  return url.href;
}

async function runOn(connectionString: string, statements: readonly string[]): Promise<void> {
  const admin = new pg.Client({ connectionString });
  await admin.connect();
  try {
    for (const statement of statements) await admin.query(statement);
  } finally {
    await admin.end();
  }
}
