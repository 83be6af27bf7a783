import { randomBytes } from "node:crypto";
import {
  chownSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { freePort } from "../server/free-port";
import { ensureOwnDirectory } from "../server/own-directory";
import { postgresAccount } from "../server/postgres-account";
import { installBinaries, type PostgresBinaries } from "../server/postgres-binaries";
import { initialiseCluster, type RunningServer, startServer, stopLeftOver } from "../server/postgres-server";
import { isRunning, processIdentity } from "../server/process-identity";
import { postgres15 } from "./postgres-15";
import type {} from "./server-addresses";

const PREFIX = "interlock-test-";

// The servers are thrown away, and tests kill processes, never the machine: nothing has to reach the disk.
const SETTINGS = {
  shared_preload_libraries: "pg_stat_statements",
  max_connections: "200",
  shared_buffers: "128MB",
  fsync: "off",
  synchronous_commit: "off",
  full_page_writes: "off",
  max_wal_size: "2GB",
  max_prepared_transactions: "5",
  track_activity_query_size: "4096",
};

/**
 * Starts a Postgres 18 (the embedded one) and a Postgres 15 (Debian's, else from npm) for the `db` tests, on
 * free loopback ports with generated passwords, in folders that disappear with the run.
 */
export default async function startTestServers(project: TestProject): Promise<() => Promise<void>> {
  await removeLeftOvers();
  const cache = binariesCache();
  const [server18, server15] = await Promise.all([
    startTestServer(installBinaries(cache)),
    startTestServer(postgres15(cache)),
  ]);
  project.provide("testServers", { 15: server15.adminUrl, 18: server18.adminUrl });
  return async () => {
    await Promise.all([server15.stop(), server18.stop()]);
    for (const { home } of [server15, server18]) rmSync(home, { recursive: true, force: true });
  };
}

/** A throw-away server; `home` is its folder, to be removed after `stop()`. `more` goes before the tests' settings. */
export async function startTestServer(
  { bin }: PostgresBinaries,
  more: Readonly<Record<string, string>> = {},
): Promise<RunningServer & { home: string }> {
  const account = postgresAccount();
  const home = mkdtempSync(join(tmpdir(), PREFIX));
  writeFileSync(join(home, "owner"), processIdentity(process.pid) ?? "");
  if (account) chownSync(home, account.uid, account.gid);
  const place = { bin, home, account };
  const password = randomBytes(12).toString("hex");
  initialiseCluster(place, { password });
  const server = await startServer(place, {
    password,
    port: await freePort(),
    settings: { ...SETTINGS, ...more },
  });
  return { ...server, home };
}

/** Where the account that runs Postgres can reach it: for root not in the clone, which may be closed to it. */
export function binariesCache(): string {
  const uid = process.getuid?.() ?? 0;
  const cache = join(tmpdir(), `interlock-programs-${uid}`);
  ensureOwnDirectory(cache, 0o755);
  return cache;
}

/** A killed test run leaves its servers running: the next run stops and removes them. */
async function removeLeftOvers(): Promise<void> {
  const account = postgresAccount();
  const owners = [process.getuid?.(), account?.uid];
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(PREFIX))) {
    const home = join(tmpdir(), name);
    const found = statSync(home, { throwIfNoEntry: false });
    if (!found?.isDirectory() || !owners.includes(found.uid)) continue;
    const ownerFile = join(home, "owner");
    // Another run may be between making the folder and writing the file.
    const young = Date.now() - found.mtimeMs < 60_000;
    if (existsSync(ownerFile) ? isRunning(readFileSync(ownerFile, "utf8")) : young) continue;
    await stopLeftOver(home);
    rmSync(home, { recursive: true, force: true });
  }
}
