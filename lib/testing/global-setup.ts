import { randomBytes } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { freePort } from "../server/free-port";
import { ensureOwnDirectory } from "../server/own-directory";
import type { PostgresBinaries } from "../server/postgres-binaries";
import {
  initialiseCluster,
  type RunningServer,
  type ServerPlace,
  startServer,
} from "../server/postgres-server";
import { makeThrowAwayPlace, removeLeftOvers, removePlace } from "../server/throw-away-server";
import { type ServerMajor, TARGET_MAJOR } from "./server-addresses";
import { serverPrograms } from "./server-programs";

const PREFIX = "interlock-test-";

/** A folder for a server of the tests; with `diskMegabytes` on a disk of its own. */
export const makePlace = (bin: string, diskMegabytes?: number): ServerPlace =>
  makeThrowAwayPlace(bin, PREFIX, diskMegabytes);

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
  await removeLeftOvers(PREFIX);
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
