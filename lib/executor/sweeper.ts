import { hostname } from "node:os";
import { WORKED_RUN_STATES } from "../contracts/run-states";
import type { Store } from "../store/client";
import type { Log } from "./context";
import { sleep } from "./lease";

const SWEEP_EVERY_MS = 500;
export const HEARTBEAT_EVERY_MS = 1_000;
/** Silence after which a worker anywhere counts as dead. Its lease ends by itself a little later. */
const SILENT_MS = 5_000;
/** Silence after which a worker of this host whose process is gone counts as dead: one beat missed. */
const SILENT_AND_GONE_MS = 1_300;

interface WorkerRow {
  readonly id: string;
  readonly hostname: string;
  readonly pid: number;
  readonly silent_ms: number;
}

/**
 * Whether a worker's row speaks of a process that is no more. A wrong "yes" (same host name in two containers, a
 * blocked event loop) does no harm: the fence on the target keeps two workers apart, and the epoch stops the older one.
 */
export function isDead(
  row: WorkerRow,
  here: { readonly hostname: string; readonly pid: number; readonly id: string },
  isProcessRunning: (pid: number) => boolean,
): boolean {
  if (row.id === here.id) return false;
  if (row.silent_ms > SILENT_MS) return true;
  if (row.hostname !== here.hostname || row.silent_ms <= SILENT_AND_GONE_MS) return false;
  // A restarted container gives the new process the old one's pid.
  return row.pid === here.pid || !isProcessRunning(row.pid);
}

/**
 * Keeps this process's row in `workers` fresh, and takes up runs that nobody works on: new ones whose job was lost or
 * never made, those whose lease has run out, those of workers found dead. This, not the job queue, is what a run's
 * progress hangs on.
 */
export class Sweeper {
  #stopped = new AbortController();
  #loops: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly store: Store,
    private readonly log: Log,
    private readonly id: string,
    private readonly take: (runId: string) => void,
  ) {}

  start(): void {
    this.#loops = Promise.all([
      this.#every(HEARTBEAT_EVERY_MS, () => this.#beat()),
      this.#every(SWEEP_EVERY_MS, () => this.#buryDead()),
      this.#every(SWEEP_EVERY_MS, () => this.#takeUp()),
    ]);
  }

  async stop(): Promise<void> {
    this.#stopped.abort();
    await this.#loops;
    await this.store.pool.query("delete from workers where id = $1", [this.id]).catch(() => {});
  }

  async #beat(): Promise<void> {
    await this.store.pool.query(
      `insert into workers (id, hostname, pid) values ($1, $2, $3)
       on conflict (id) do update set heartbeat_at = now()`,
      [this.id, hostname(), process.pid],
    );
  }

  /** Ends the leases of workers that are no more. One statement, so that a stopped process leaves no lock behind. */
  async #buryDead(): Promise<void> {
    const { rows } = await this.store.pool.query<WorkerRow>(
      "select id, hostname, pid, (extract(epoch from now() - heartbeat_at) * 1000)::float8 as silent_ms from workers",
    );
    const here = { hostname: hostname(), pid: process.pid, id: this.id };
    const dead = rows.filter((row) => isDead(row, here, isProcessRunning)).map((row) => row.id);
    if (dead.length === 0) return;
    this.log.warn({ dead }, "workers found dead: their runs are taken up again");
    await this.store.pool.query(
      `with buried as (delete from workers where id = any($1))
       update runs set lease_expires_at = now() - interval '1 millisecond'
        where lease_owner = any($1) and lease_expires_at > now()`,
      [dead],
    );
  }

  async #takeUp(): Promise<void> {
    const { rows } = await this.store.pool.query<{ id: string }>(
      `select id from runs where state = any($1)
          and (lease_owner is null or lease_expires_at is null or lease_expires_at < now())
        order by created_at`,
      [[...WORKED_RUN_STATES]],
    );
    for (const { id } of rows) this.take(id);
  }

  async #every(ms: number, work: () => Promise<void>): Promise<void> {
    while (!this.#stopped.signal.aborted) {
      try {
        await work();
      } catch (error) {
        this.log.warn({ error: (error as Error).message }, "the control plane could not be swept");
      }
      await sleep(ms, this.#stopped.signal);
    }
  }
}

function isProcessRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it runs, as somebody else.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
