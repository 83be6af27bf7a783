import { randomBytes } from "node:crypto";
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import * as z from "zod";
import { freePort, portProblem } from "./free-port";
import { ensureOwnDirectory } from "./own-directory";
import { canReach, type PostgresAccount, postgresAccount } from "./postgres-account";
import { installBinaries } from "./postgres-binaries";
import { initialiseCluster, type RunningServer, startServer, stopLeftOver } from "./postgres-server";

/** What the next start, and other commands on the same data folder, need to know. Mode 0600. */
const EmbeddedState = z.object({
  /** Where the cluster and its log lie. */
  home: z.string(),
  port: z.number().int(),
  superuserPassword: z.string(),
  ownerPassword: z.string(),
});
type EmbeddedState = z.infer<typeof EmbeddedState>;

export interface EmbeddedPostgres extends RunningServer {
  /** Connection string of the control-plane database, as its owner (no superuser). */
  readonly databaseUrl: string;
}

/** The role that owns the control-plane database, and that database. */
const CONTROL_PLANE = "interlock";

const SETTINGS = {
  shared_preload_libraries: "pg_stat_statements",
  max_connections: "200",
  shared_buffers: "256MB",
  // The demo's backfills write in bursts; the default of 1 GB makes them checkpoint all the time.
  max_wal_size: "2GB",
} as const;

/**
 * Starts the embedded Postgres of a data folder, making it on the first start. It listens on loopback only,
 * with generated passwords; the port stays the same from start to start while it is free.
 */
export async function startEmbeddedPostgres(dataDir: string): Promise<EmbeddedPostgres> {
  const account = postgresAccount();
  const state = readEmbeddedState(dataDir) ?? (await newState(dataDir, account));
  ensureHome(state.home, account);
  const { bin } = installBinaries(binariesCache(dataDir, account));
  const place = { bin, home: state.home, account };
  if ((await portProblem("127.0.0.1", state.port)) !== null) {
    await stopLeftOver(state.home);
  }
  const port = (await portProblem("127.0.0.1", state.port)) === null ? state.port : await freePort();
  writeState(dataDir, { ...state, port });
  initialiseCluster(place, { password: state.superuserPassword });
  const server = await startServer(place, { password: state.superuserPassword, port, settings: SETTINGS });
  try {
    await ensureControlPlaneDatabase(server.adminUrl, state.ownerPassword);
  } catch (error) {
    await server.stop();
    throw error;
  }
  return { ...server, databaseUrl: controlPlaneUrl({ ...state, port }) };
}

/** Connection strings to the embedded server of a data folder, or null when it never had one. */
export function embeddedUrls(dataDir: string): { databaseUrl: string; adminUrl: string } | null {
  const state = readEmbeddedState(dataDir);
  if (state === null) return null;
  return {
    databaseUrl: controlPlaneUrl(state),
    adminUrl: `postgres://postgres:${state.superuserPassword}@127.0.0.1:${state.port}/postgres`,
  };
}

function controlPlaneUrl({ ownerPassword, port }: EmbeddedState): string {
  return `postgres://${CONTROL_PLANE}:${ownerPassword}@127.0.0.1:${port}/${CONTROL_PLANE}`;
}

const stateFile = (dataDir: string): string => join(dataDir, "postgres.json");

function readEmbeddedState(dataDir: string): EmbeddedState | null {
  if (!existsSync(stateFile(dataDir))) return null;
  const parsed = EmbeddedState.safeParse(JSON.parse(readFileSync(stateFile(dataDir), "utf8")));
  if (parsed.success) return parsed.data;
  throw new Error(
    `${stateFile(dataDir)} is not what Interlock wrote: restore it, or move the folder away to start anew.`,
  );
}

function writeState(dataDir: string, state: EmbeddedState): void {
  const making = `${stateFile(dataDir)}.new`;
  writeFileSync(making, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 });
  chmodSync(making, 0o600);
  renameSync(making, stateFile(dataDir));
}

async function newState(dataDir: string, account: PostgresAccount | null): Promise<EmbeddedState> {
  // Under a directory that the unprivileged account cannot enter the cluster lies elsewhere. The name is random
  // and kept in the state file: a deleted data folder means a new start, never somebody's older cluster.
  const home = canReach(dataDir, account)
    ? join(dataDir, "postgres")
    : join(sharedRoot(), `cluster-${randomBytes(8).toString("hex")}`);
  return {
    home,
    port: await freePort(),
    superuserPassword: randomBytes(24).toString("base64url"),
    ownerPassword: randomBytes(24).toString("base64url"),
  };
}

/** Where the programs of Postgres are kept, for whoever runs it to reach. */
export function binariesCache(dataDir: string, account: PostgresAccount | null): string {
  if (!canReach(dataDir, account)) return sharedRoot();
  const cache = join(dataDir, "programs");
  ensureOwnDirectory(cache, 0o755);
  return cache;
}

/** For root only: a place that everybody may enter and only root may write to. */
function sharedRoot(): string {
  for (const root of ["/var/lib/interlock", join(tmpdir(), "interlock-root")]) {
    try {
      ensureOwnDirectory(root, 0o755);
      return root;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    }
  }
  throw new Error("Neither /var/lib nor the temporary folder can be written to: set INTERLOCK_DATA_DIR.");
}

function ensureHome(home: string, account: PostgresAccount | null): void {
  mkdirSync(home, { recursive: true, mode: 0o700 });
  chmodSync(home, 0o700);
  if (account) chownSync(home, account.uid, account.gid);
}

async function ensureControlPlaneDatabase(adminUrl: string, password: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ role: boolean; database: boolean }>(
      `select exists (select from pg_roles where rolname = $1) as role,
              exists (select from pg_database where datname = $1) as database`,
      [CONTROL_PLANE],
    );
    if (!rows[0]?.role) {
      // CREATEROLE, so that the migrations can give the audit table to a role that nobody signs in as. From
      // Postgres 16 on it reaches no further than roles made by it.
      await client.query(`create role ${CONTROL_PLANE} login createrole password '${password}'`);
    }
    if (!rows[0]?.database) {
      await client.query(`create database ${CONTROL_PLANE} owner ${CONTROL_PLANE}`);
      await client.query(`revoke connect on database ${CONTROL_PLANE} from public`);
    }
  } finally {
    await client.end();
  }
}
