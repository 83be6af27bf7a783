// One worker process: executes runs, samples the environments' locks and rehearses plans. Started by the supervisor, or by hand.
import { startWorker } from "../lib/executor/worker";
import { startSampler } from "../lib/monitor/sampler";
import { readConfig } from "../lib/server/config";
import { log } from "../lib/server/log";
import { openShadow } from "../lib/server/shadow-server";
import { openStore } from "../lib/store/client";
import { findTargetConnection } from "../lib/store/environments";
import { startRehearser } from "../lib/usecases/rehearser";

async function main(): Promise<void> {
  const databaseUrl = process.env.DATABASE_URL;
  if (!databaseUrl) throw new Error("DATABASE_URL is not set: start Interlock with `npm start`");
  const store = openStore(databaseUrl, {
    applicationName: "interlock:worker",
    onConnectionError: (error) => log.warn({ err: error }, "a control-plane connection was lost"),
  });
  const worker = await startWorker({ store, databaseUrl, log });
  const sampler = startSampler({
    store,
    workerId: worker.id,
    log,
    connectionOf: (environmentId) => findTargetConnection(store.db, environmentId),
  });

  const { dataDir } = readConfig(process.env);
  const rehearser = startRehearser({ store, log, openShadow: () => openShadow(dataDir) });

  let stopping = false;
  const stop = (): void => {
    // Twice is normal: a terminal's Ctrl-C reaches the supervisor and this process.
    if (stopping) return;
    stopping = true;
    Promise.all([worker.stop(), sampler.stop(), rehearser.stop()])
      .then(() => store.close())
      .then(
        () => process.exit(0),
        (error: unknown) => {
          log.error({ err: error }, "the worker did not stop cleanly");
          process.exit(1);
        },
      );
  };
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
  // The supervisor is gone, however it went: nobody would restart or stop this process any more.
  process.on("disconnect", stop);
  process.send?.("ready");
}

main().catch((error: unknown) => {
  log.error({ err: error }, "the worker could not start");
  process.exit(1);
});
