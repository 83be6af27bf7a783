import { execFileSync } from "node:child_process";
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
import { dirname, join } from "node:path";
import type { TestProject } from "vitest/node";
import { freePort } from "../server/free-port";
import { ensureOwnDirectory } from "../server/own-directory";
import { postgresAccount } from "../server/postgres-account";
import type { PostgresBinaries } from "../server/postgres-binaries";
import {
  initialiseCluster,
  type RunningServer,
  type ServerPlace,
  startServer,
  stopLeftOver,
} from "../server/postgres-server";
import { isRunning, processIdentity } from "../server/process-identity";
import { type ServerMajor, TARGET_MAJOR } from "./server-addresses";
import { serverPrograms } from "./server-programs";

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
 * Starts a Postgres 18 (the embedded one), a Postgres 15 (Debian's, else from npm) and, where it is another, the one
 * that targets are to lie on, for the `db` tests, on free loopback ports with generated passwords, in folders that
 * disappear with the run.
 */
export default async function startTestServers(project: TestProject): Promise<() => Promise<void>> {
  await removeLeftOvers();
  const cache = binariesCache();
  const majors = [...new Set<ServerMajor>([15, 18, TARGET_MAJOR])];
  const servers = await Promise.all(majors.map((major) => startTestServer(serverPrograms(major, cache))));
  project.provide(
    "testServers",
    Object.fromEntries(majors.map((major, at) => [major, servers[at]?.adminUrl])),
  );
  return async () => {
    await Promise.all(servers.map((server) => server.stop()));
    for (const { home } of servers) removePlace(home);
  };
}

/** A throw-away server; `home` is its folder, to be removed after `stop()`. `more` goes before the tests' settings. */
export async function startTestServer(
  { bin }: PostgresBinaries,
  more: Readonly<Record<string, string>> = {},
): Promise<RunningServer & { home: string }> {
  const place = makePlace(bin);
  const options = await startOptions(more);
  initialiseCluster(place, options);
  return { ...(await startServer(place, options)), home: place.home };
}

/**
 * A folder for a throw-away server, which the account that runs Postgres can enter. With `diskMegabytes` a disk of its
 * own, as large as that: only root may make one, where the system lets it.
 */
export function makePlace(bin: string, diskMegabytes?: number): ServerPlace {
  const account = postgresAccount();
  const home = mkdtempSync(join(tmpdir(), PREFIX));
  if (diskMegabytes !== undefined)
    execFileSync("mount", ["-t", "tmpfs", "-o", `size=${diskMegabytes}m,mode=700`, "tmpfs", home]);
  writeFileSync(join(home, "owner"), processIdentity(process.pid) ?? "");
  if (account) chownSync(home, account.uid, account.gid);
  return { bin, home, account };
}

/** Takes such a folder away, and its disk. */
export function removePlace(home: string): void {
  // A folder that is a disk lies on another device than the one it is in.
  if (statSync(home).dev !== statSync(dirname(home)).dev) execFileSync("umount", [home]);
  rmSync(home, { recursive: true, force: true });
}

/** What a throw-away server is started with: a password, a free port, the tests' settings and `more`. */
export async function startOptions(more: Readonly<Record<string, string>>) {
  return {
    password: randomBytes(12).toString("hex"),
    port: await freePort(),
    settings: { ...SETTINGS, ...more },
  };
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
    removePlace(home);
  }
}
