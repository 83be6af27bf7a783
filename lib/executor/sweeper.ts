import { hostname } from "node:os";
import type pg from "pg";
import { WORKED_RUN_STATES } from "../contracts/run-states";
import type { Store } from "../store/client";
import type { Log } from "./context";
import { dispatchRun } from "./dispatch";
import { sleep } from "./lease";

const SWEEP_EVERY_MS = 500;
export const HEARTBEAT_EVERY_MS = 1_000;
/** Silence after which a worker anywhere counts as dead. Its lease ends by itself a little later. */
const SILENT_MS = 5_000;
/** Silence after which a worker of this host whose process is gone counts as dead: one beat missed. */
const SILENT_AND_GONE_MS = 1_300;
/** One sweeper at a time; any constant of ours. */
const SWEEP_LOCK = "7305521190482213";

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
  here: { readonly hostname: string; readonly pid: number; readonly ids: ReadonlySet<string> },
  isProcessRunning: (pid: number) => boolean,
): boolean {
  if (here.ids.has(row.id)) return false;
  if (row.silent_ms > SILENT_MS) return true;
  if (row.hostname !== here.hostname || row.silent_ms <= SILENT_AND_GONE_MS) return false;
  // A restarted container gives the new process the old one's pid.
  return row.pid === here.pid || !isProcessRunning(row.pid);
}

/**
 * Keeps this process's rows in `workers` fresh, and hands out runs that nobody works on: new ones that were never
 * queued, those whose lease has run out, those of workers found dead. The job library's own recovery waits four hours.
 */
export class Sweeper {
  #stopped = new AbortController();
  #loops: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly store: Store,
    private readonly log: Log,
    /** Ids under which this process holds leases; the newest job pool's among them. */
    private readonly ids: ReadonlySet<string>,
  ) {}

  start(): void {
    this.#loops = Promise.all([
      this.#every(HEARTBEAT_EVERY_MS, () => this.beat()),
      this.#every(SWEEP_EVERY_MS, () => this.sweep()),
    ]);
  }

  async stop(): Promise<void> {
    this.#stopped.abort();
    await this.#loops;
    await this.store.pool.query("delete from workers where id = any($1)", [[...this.ids]]).catch(() => {});
  }

  async beat(): Promise<void> {
    await this.store.pool.query(
      `insert into workers (id, hostname, pid) select id, $2, $3 from unnest($1::text[]) as id
       on conflict (id) do update set heartbeat_at = now()`,
      [[...this.ids], hostname(), process.pid],
    );
  }

  async sweep(): Promise<void> {
    const client = await this.store.pool.connect();
    try {
      await client.query("begin");
      const { rows } = await client.query<{ mine: boolean }>(
        "select pg_try_advisory_xact_lock($1::bigint) as mine",
        [SWEEP_LOCK],
      );
      if (rows[0]?.mine) await this.#buryDead(client);
      await client.query("commit");
      if (!rows[0]?.mine) return;
    } catch (error) {
      await client.query("rollback").catch(() => {});
      throw error;
    } finally {
      client.release();
    }
    await this.#handOut();
  }

  async #buryDead(client: pg.PoolClient): Promise<void> {
    const { rows } = await client.query<WorkerRow>(
      "select id, hostname, pid, (extract(epoch from now() - heartbeat_at) * 1000)::float8 as silent_ms from workers",
    );
    const here = { hostname: hostname(), pid: process.pid, ids: this.ids };
    const dead = rows.filter((row) => isDead(row, here, isProcessRunning)).map((row) => row.id);
    if (dead.length === 0) return;
    this.log.warn({ dead }, "workers found dead: their runs are handed out again");
    await client.query(
      "update runs set lease_expires_at = now() - interval '1 millisecond' where lease_owner = any($1) and lease_expires_at > now()",
      [dead],
    );
    await client.query("select graphile_worker.force_unlock_workers($1)", [dead]);
    await client.query("delete from workers where id = any($1)", [dead]);
  }

  async #handOut(): Promise<void> {
    const { rows } = await this.store.pool.query<{ id: string }>(
      `select id from runs where state = any($1)
          and (lease_owner is null or lease_expires_at is null or lease_expires_at < now())`,
      [[...WORKED_RUN_STATES]],
    );
    for (const { id } of rows) await dispatchRun(this.store, id);
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
