import { randomUUID } from "node:crypto";
import { Logger, type Runner, run as runJobs } from "graphile-worker";
import * as z from "zod";
import type { Store } from "../store/client";
import type { Log } from "./context";
import { EXECUTE_RUN } from "./dispatch";
import { executeRun } from "./execute-run";
import { sleep } from "./lease";
import { Sweeper } from "./sweeper";

export interface WorkerOptions {
  readonly store: Store;
  readonly databaseUrl: string;
  readonly log: Log;
  /**
   * Runs worked on at once by this process. One that waits for a lock or a health signal counts, a paused one does
   * not; each costs two connections to its target and little else, so waiting ones must not keep others out.
   */
  readonly mostRuns?: number;
}

export interface Worker {
  /** As it stands in table `workers`, and in the leases it holds. */
  readonly id: string;
  /** Drains the batches in hand, hands the runs over and lets go of everything. At most about ten seconds. */
  stop(): Promise<void>;
}

const Payload = z.object({ runId: z.string() });
const MOST_RUNS = 50;
const STOP_LIMIT_MS = 10_000;
const RESTART_AFTER_MS = 500;

/**
 * Starts executing runs in this process. A job of graphile-worker (whose tables are made or migrated here) only wakes:
 * it is over as soon as the run has been begun, so runs that wait for hours occupy no job slot, and a job that failed,
 * got lost or was never made costs half a second, because the sweeper takes up by itself what nobody works on. Who
 * works on a run is decided by its lease alone.
 */
export async function startWorker(options: WorkerOptions): Promise<Worker> {
  const { store, log, mostRuns = MOST_RUNS } = options;
  const id = randomUUID();
  const stopping = new AbortController();
  const inHand = new Set<Promise<void>>();
  const take = (runId: string): void => {
    // Too many here: another worker takes it, or the sweeper comes by again.
    if (stopping.signal.aborted || inHand.size >= mostRuns) return;
    const work = executeRun({ store, log, runId, workerId: id, stopping: stopping.signal })
      // The lease runs out and a sweeper takes the run up again.
      .catch((error) => log.error({ runId, err: error }, "a run could not be worked on"))
      .finally(() => inHand.delete(work));
    inHand.add(work);
  };
  let pool = await startPool(options, take);
  const sweeper = new Sweeper(store, log, id, take);
  sweeper.start();
  const supervising = (async () => {
    while (!stopping.signal.aborted) {
      await pool.promise.catch((error: Error) => log.error({ error: error.message }, "job pool ended"));
      if (stopping.signal.aborted) return;
      // It gives up after some failures in a row, e.g. while the control plane restarts. Runs in hand go on.
      await sleep(RESTART_AFTER_MS, stopping.signal);
      try {
        pool = await startPool(options, take);
      } catch (error) {
        log.error({ error: (error as Error).message }, "job pool could not be started");
      }
    }
  })();
  log.info({ workerId: id }, "worker started");
  return {
    id,
    async stop() {
      stopping.abort();
      const over = Promise.resolve(pool.stop()).catch(() => {});
      await Promise.race([Promise.all([over, supervising, ...inHand]), sleep(STOP_LIMIT_MS)]);
      await sweeper.stop();
      log.info({ workerId: id }, "worker stopped");
    },
  };
}

function startPool({ databaseUrl, log }: WorkerOptions, take: (runId: string) => void): Promise<Runner> {
  return runJobs({
    connectionString: databaseUrl,
    concurrency: 1,
    maxPoolSize: 3,
    pollInterval: 1000,
    noHandleSignals: true,
    logger: jobLogger(log),
    taskList: {
      [EXECUTE_RUN]: async (payload) => take(Payload.parse(payload).runId),
    },
  });
}

function jobLogger(log: Log): Logger {
  return new Logger(() => (level, message, meta) => {
    if (level === "error") log.error({ error: errorText(meta) }, message);
    else if (level === "warning") log.warn({}, message);
  });
}

function errorText(meta: unknown): string | undefined {
  const error = (meta as { error?: unknown } | undefined)?.error;
  return error instanceof Error ? error.message : undefined;
}
