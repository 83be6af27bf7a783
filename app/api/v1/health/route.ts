import { publicRoute } from "@/app/api/_http/route";
import type { Health } from "@/lib/contracts/session";
import { getStore } from "@/lib/store/client";
import { countAliveWorkers } from "@/lib/store/gauges";
import { readMigrationState } from "@/lib/store/migration-state";
import packageJson from "@/package.json";

export const GET = publicRoute({
  anonymous: true,
  handler: async () => {
    const health = await readHealth();
    const status = health.status === "ok" ? 200 : 503;
    return Response.json(health, { status, headers: { "cache-control": "no-store" } });
  },
});

async function readHealth(): Promise<Health> {
  const common = { version: packageJson.version, uptimeMs: Math.round(process.uptime() * 1000) };
  const started = performance.now();
  try {
    const store = getStore();
    const { applied, pending, unknown } = await readMigrationState(store.pool);
    const latencyMs = Math.round(performance.now() - started);
    const ready = pending === 0 && unknown === 0;
    return {
      ...common,
      status: ready ? "ok" : "unavailable",
      database: { ok: true, latencyMs },
      migrations: { applied, pending, unknown },
      workers: ready ? { alive: await countAliveWorkers(store.db) } : null,
    };
  } catch {
    // Why it cannot be reached is the log's and the operator's business, not any caller's.
    return {
      ...common,
      status: "unavailable",
      database: { ok: false, latencyMs: null },
      migrations: null,
      workers: null,
    };
  }
}
