import { startTraffic } from "../lib/demo/traffic";
import { log } from "../lib/server/log";
import { openStore } from "../lib/store/client";

/** The demo's traffic generator. Without a demo there is nothing to do; while it is being seeded, it waits. */
const databaseUrl = process.env.DATABASE_URL;
if (process.env.INTERLOCK_DEMO === "0" || !databaseUrl) process.exit(0);

const store = openStore(databaseUrl, {
  maxConnections: 4,
  applicationName: "interlock:demo",
  // The pool opens another; what cannot be done meanwhile is told by the traffic itself.
  onConnectionError: (error) => log.debug({ err: error }, "a connection to the control plane was lost"),
});
const traffic = startTraffic({ store, log });
process.send?.("ready");

let ending = false;
async function end(): Promise<void> {
  if (ending) return;
  ending = true;
  // Whatever hangs on the way, the process goes: the server rolls back what its connections had open.
  setTimeout(() => process.exit(0), 6_000).unref();
  await traffic.stop();
  await store.close();
  process.exit(0);
}
process.on("SIGTERM", () => void end());
process.on("SIGINT", () => void end());
process.on("disconnect", () => void end());
