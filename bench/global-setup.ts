import { rmSync } from "node:fs";
import type { TestProject } from "vitest/node";
import { installBinaries } from "../lib/server/postgres-binaries";
import { binariesCache, startTestServer } from "../lib/testing/global-setup";
import { postgres15 } from "../lib/testing/postgres-15";
import type {} from "../lib/testing/server-addresses";

/** As a database that people trust: everything reaches the disk. Buffers large enough to hold the tables. */
const DURABLE = {
  fsync: "on",
  synchronous_commit: "on",
  full_page_writes: "on",
  shared_buffers: "512MB",
  max_connections: "700",
  max_wal_size: "4GB",
};

export default async function startBenchServers(project: TestProject): Promise<() => Promise<void>> {
  const cache = binariesCache();
  const [server18, server15] = await Promise.all([
    startTestServer(installBinaries(cache), DURABLE),
    startTestServer(postgres15(cache), DURABLE),
  ]);
  project.provide("testServers", { 15: server15.adminUrl, 18: server18.adminUrl });
  return async () => {
    await Promise.all([server15.stop(), server18.stop()]);
    for (const { home } of [server15, server18]) rmSync(home, { recursive: true, force: true });
  };
}
