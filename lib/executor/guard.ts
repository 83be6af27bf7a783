import type { RunContext } from "./context";
import { sleep } from "./lease";
import { guardApplicationName, openSession, type TargetSession } from "./session";

const SAMPLE_EVERY_MS = 100;
/** Without an answer for this long, what our statement does is not known, and the run says so. */
const SILENCE_MS = 2_500;
const LISTEN_EVERY_MS = 250;
/** Without a look at the server for this long, the session it watches is given up as well. */
const BLIND_LIMIT_MS = 20_000;

/** What the guard watches: one session of ours while it may keep others waiting. */
export interface Watch {
  readonly session: TargetSession;
  /** Session-milliseconds that others may still wait before our statement is cancelled; null: count only. */
  readonly budgetMs: number | null;
}

interface Sample {
  readonly blocked: number;
  readonly waitedMs: number;
}

/**
 * Adds up the time other sessions wait because of our session, on a connection of its own, and cancels our statement
 * before the budget is passed. pg_blocking_pids is called for waiters only: each call takes all lock-manager
 * partitions. Where the role may not see other sessions' wait events (no pg_monitor), it is called for those too.
 */
export class Guard {
  #guard: TargetSession | null = null;
  #opening: Promise<TargetSession> | null = null;
  #watch: Watch | null = null;
  #sampledAt = 0;
  #harmMs = 0;
  #tripped = false;
  #stopped = false;
  #blocked = 0;
  #seenAt = 0;
  #loop: Promise<unknown> | null = null;
  #toldSilence = false;
  #sampling: Promise<void> = Promise.resolve();

  constructor(private readonly context: RunContext) {}

  /** The guard's own session, opened where needed: health signals are read over it. Throws as connecting does. */
  async session(): Promise<TargetSession> {
    if (this.#guard) return this.#guard;
    // Asked for from several sides at once, it is opened once.
    this.#opening ??= this.#open().finally(() => {
      this.#opening = null;
    });
    return this.#opening;
  }

  async #open(): Promise<TargetSession> {
    const { run } = this.context;
    const session = await openSession(run.connection, guardApplicationName(run.id));
    if (this.#stopped) {
      await session.close();
      throw new Error("the guard was closed");
    }
    session.client.on("end", () => {
      if (this.#guard === session) this.#guard = null;
    });
    this.#guard = session;
    this.#seenAt = performance.now();
    return session;
  }

  /** Starts watching. Throws where the guard cannot connect: nothing that may block others starts unwatched. */
  async arm(watch: Watch): Promise<void> {
    await this.session();
    this.#watch = watch;
    this.#harmMs = 0;
    this.#tripped = false;
    this.#sampledAt = performance.now();
    this.#seenAt = this.#sampledAt;
    this.#loop ??= Promise.all([this.#run(), this.#listen()]);
  }

  /** Stops watching and answers what was seen since `arm`, in session-milliseconds. */
  async disarm(): Promise<{ harmMs: number; tripped: boolean }> {
    this.#watch = null;
    await this.#sampling;
    return { harmMs: this.#harmMs, tripped: this.#tripped };
  }

  get harmMs(): number {
    return this.#harmMs;
  }

  get tripped(): boolean {
    return this.#tripped;
  }

  /** Sessions that the newest sample saw waiting for us. */
  get blocked(): number {
    return this.#blocked;
  }

  /** Cancels what the watched session is doing, and only that session's. */
  async cancelWatched(): Promise<void> {
    const watch = this.#watch;
    if (!watch) return;
    const { client } = await this.session();
    await client.query({
      text: "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE pid = $1 AND backend_start::text = $2",
      values: [watch.session.pid, watch.session.backendStart],
      ...{ query_timeout: 5000 },
    });
  }

  async close(): Promise<void> {
    this.#stopped = true;
    this.#watch = null;
    await this.#guard?.close();
    this.#guard = null;
    await this.#loop;
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      if (this.#watch) {
        this.#sampling = this.#sample(this.#watch);
        await this.#sampling;
      }
      await sleep(SAMPLE_EVERY_MS);
    }
  }

  /** Says in the run when the server falls silent under a statement of ours, and when it answers again. */
  async #listen(): Promise<void> {
    while (!this.#stopped) {
      await sleep(LISTEN_EVERY_MS);
      if (this.#watch === null) continue;
      const isSilent = performance.now() - this.#seenAt > SILENCE_MS;
      if (isSilent === this.#toldSilence) continue;
      this.#toldSilence = isSilent;
      // The control plane may be away as well: then there is nobody to tell.
      await this.#tellSilence(isSilent).catch(() => {});
    }
  }

  async #tellSilence(isSilent: boolean): Promise<void> {
    const { journal } = this.context;
    const step = journal.steps.find(({ state }) => state === "running" || state === "waiting");
    const message = isSilent
      ? "The database does not answer: whether our statement goes on there is unknown. Holding; nothing new is begun until its session is certainly over."
      : "The database answers again.";
    const log = {
      type: "log",
      data: { level: isSilent ? "warning" : "info", message, stepId: step?.id ?? null },
    } as const;
    if (!step) await journal.write([log]);
    else {
      const activity = isSilent
        ? { phase: "unknown, holding: the database does not answer", ratio: null, waitsFor: [] }
        : null;
      await journal.updateStep(step.id, { activity }, { before: [log] });
    }
  }

  async #sample(watch: Watch): Promise<void> {
    try {
      const now = performance.now();
      const { client } = await this.session();
      const seen = await readSample(client, watch.session.pid, now - this.#sampledAt);
      this.#sampledAt = now;
      this.#seenAt = performance.now();
      this.#blocked = seen.blocked;
      this.#harmMs += seen.waitedMs;
      // One tick ahead: what would be passed by the next sample is passed already.
      const expected = this.#harmMs + seen.blocked * SAMPLE_EVERY_MS;
      if (watch.budgetMs === null || seen.blocked === 0 || expected < watch.budgetMs) return;
      if (this.#watch === watch) {
        this.#tripped = true;
        await this.cancelWatched();
      }
    } catch {
      this.#guard?.close();
      this.#guard = null;
      if (performance.now() - this.#seenAt > BLIND_LIMIT_MS) await watch.session.close();
    }
  }
}

async function readSample(
  client: TargetSession["client"],
  pid: number,
  sinceLastMs: number,
): Promise<Sample> {
  const { rows } = await client.query<{ blocked: number; waited_ms: number }>({
    // waitstart is there from 14 on and null for the first moments of a wait; to_jsonb reads it where it exists.
    text: `SELECT count(*)::int AS blocked,
        coalesce(sum(least($2::float8, coalesce(w.waited_ms, $2::float8))), 0)::float8 AS waited_ms
      FROM pg_stat_activity a
      LEFT JOIN LATERAL (
        SELECT max(extract(epoch FROM clock_timestamp() - (to_jsonb(l) ->> 'waitstart')::timestamptz) * 1000)::float8
          AS waited_ms FROM pg_locks l WHERE l.pid = a.pid AND NOT l.granted
      ) w ON true
      WHERE (a.wait_event_type = 'Lock' OR a.query = '<insufficient privilege>')
        AND a.pid <> $1 AND a.pid <> pg_backend_pid() AND $1 = ANY (pg_blocking_pids(a.pid))`,
    values: [pid, sinceLastMs],
    ...{ query_timeout: 5000 },
  });
  return { blocked: rows[0]?.blocked ?? 0, waitedMs: rows[0]?.waited_ms ?? 0 };
}
