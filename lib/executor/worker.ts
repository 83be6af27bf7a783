import { EventEmitter } from "node:events";
import { Logger, type Runner, run as runJobs, type WorkerEvents } from "graphile-worker";
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
  /** Runs worked on at once by this process; one that waits for a lock counts, a paused one does not. */
  readonly concurrency?: number;
}

export interface Worker {
  /** As it stands in table `workers`. */
  readonly id: string;
  /** Drains the batches in hand, hands the runs over and lets go of everything. At most about ten seconds. */
  stop(): Promise<void>;
}

const Payload = z.object({ runId: z.string() });
const STOP_LIMIT_MS = 10_000;
const RESTART_AFTER_MS = 500;

/**
 * Starts executing runs in this process: jobs by graphile-worker (whose tables are made or migrated here), liveness by
 * our own heartbeat and sweeper. Each job pool's id is a worker id of ours, so that a dead worker's jobs can be
 * unlocked by name.
 */
export async function startWorker(options: WorkerOptions): Promise<Worker> {
  const { store, log } = options;
  const stopping = new AbortController();
  const ids = new Set<string>();
  const sweeper = new Sweeper(store, log, ids);
  let pool = await startPool(options, ids, sweeper, stopping.signal);
  sweeper.start();
  const supervising = (async () => {
    while (!stopping.signal.aborted) {
      await pool.runner.promise.catch((error: Error) =>
        log.error({ error: error.message }, "job pool ended"),
      );
      if (stopping.signal.aborted) return;
      // It gives up after some failures in a row, e.g. while the control plane restarts. Runs in hand go on.
      await sleep(RESTART_AFTER_MS, stopping.signal);
      try {
        pool = await startPool(options, ids, sweeper, stopping.signal);
      } catch (error) {
        log.error({ error: (error as Error).message }, "job pool could not be started");
      }
    }
  })();
  log.info({ workerId: pool.id }, "worker started");
  return {
    get id() {
      return pool.id;
    },
    async stop() {
      stopping.abort();
      const over = Promise.resolve(pool.runner.stop()).catch(() => {});
      await Promise.race([Promise.all([over, supervising]), sleep(STOP_LIMIT_MS)]);
      await sweeper.stop();
      log.info({ workerId: pool.id }, "worker stopped");
    },
  };
}

async function startPool(
  { store, databaseUrl, log, concurrency = 5 }: WorkerOptions,
  ids: Set<string>,
  sweeper: Sweeper,
  stopping: AbortSignal,
): Promise<{ id: string; runner: Runner }> {
  const events: WorkerEvents = new EventEmitter();
  const created = new Promise<string>((resolve) => {
    events.once("pool:create", ({ workerPool }) => resolve(workerPool.id));
  });
  // Known to others as alive before it may hold a lease.
  const registered = created.then(async (id) => {
    ids.add(id);
    await sweeper.beat();
    return id;
  });
  registered.catch(() => {});
  const runner = await runJobs({
    connectionString: databaseUrl,
    concurrency,
    maxPoolSize: concurrency + 2,
    pollInterval: 1000,
    noHandleSignals: true,
    events,
    logger: jobLogger(log),
    taskList: {
      [EXECUTE_RUN]: async (payload) => {
        const { runId } = Payload.parse(payload);
        const workerId = await registered;
        try {
          await executeRun({ store, log, runId, workerId, stopping });
        } catch (error) {
          // Not retried as a job: the lease runs out and the sweeper hands the run out again.
          log.error({ runId, err: error }, "a run could not be worked on");
        }
      },
    },
  });
  return { id: await registered, runner };
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
