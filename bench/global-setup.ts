import { rmSync } from "node:fs";
import type { TestProject } from "vitest/node";
import { binariesCache, startTestServer } from "../lib/testing/global-setup";
import type {} from "../lib/testing/server-addresses";
import { serverPrograms } from "../lib/testing/server-programs";

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
    startTestServer(serverPrograms(18, cache), DURABLE),
    startTestServer(serverPrograms(15, cache), DURABLE),
  ]);
  project.provide("testServers", { 15: server15.adminUrl, 18: server18.adminUrl });
  return async () => {
    await Promise.all([server15.stop(), server18.stop()]);
    for (const { home } of [server15, server18]) rmSync(home, { recursive: true, force: true });
  };
}
