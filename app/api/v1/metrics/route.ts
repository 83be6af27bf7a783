import { Gauge, Registry } from "prom-client";
import { httpMetrics } from "@/app/api/_http/metrics";
import { route } from "@/app/api/_http/route";
import { RUN_STATES } from "@/lib/contracts/run";
import { getStore } from "@/lib/store/client";
import { readGauges } from "@/lib/store/gauges";

export const GET = route({
  role: "viewer",
  handler: async () => {
    const registry = new Registry();
    const gauge = (name: string, help: string, labelNames: string[] = []) =>
      new Gauge({ name, help, labelNames, registers: [registry] });
    const now = await readGauges(getStore().db);
    const runs = gauge("interlock_runs", "Runs by state", ["state"]);
    for (const state of RUN_STATES) runs.set({ state }, now.runsByState.get(state) ?? 0);
    gauge("interlock_workers_alive", "Workers with a recent heartbeat").set(now.workersAlive);
    gauge("interlock_audit_events", "Events in the audit trail").set(now.auditEvents);
    gauge("interlock_sessions", "Sessions that have not expired").set(now.sessions);
    gauge("process_resident_memory_bytes", "Memory of this process").set(process.memoryUsage.rss());
    gauge("process_uptime_seconds", "Age of this process").set(process.uptime());
    const text = await Registry.merge([registry, httpMetrics().registry]).metrics();
    return new Response(text, {
      headers: { "content-type": registry.contentType, "cache-control": "no-store" },
    });
  },
});
