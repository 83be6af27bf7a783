import { and, eq, inArray, sql } from "drizzle-orm";
import type { RunPace, RunState } from "../contracts/run";
import { WORKED_RUN_STATES } from "../contracts/run-states";
import type { Store } from "../store/client";
import { runs } from "../store/schema";
import { Asked, LeaseLost } from "./interruption";

/** How long a worker that says nothing keeps a run, by the control database's clock. */
export const LEASE_MS = 6_000;
const RENEW_EVERY_MS = 1_500;
const LOOK_EVERY_MS = 250;

/**
 * Who should work on a run. The fence on the target says who can; this says who tries.
 * Every expiry is computed and compared by the control database's clock. The local deadline is counted on the
 * monotonic clock from before the renewal was sent, so it never outlasts the database's.
 */
export class Lease {
  /** Aborts when the run is certainly another worker's: end the target sessions, so that the fence falls. */
  readonly lost = new AbortController();
  #state: RunState;
  #pace: RunPace;
  #validUntil: number;
  readonly #stopper = new AbortController();
  #handOver = false;
  #ticking: Promise<void> = Promise.resolve();

  private constructor(
    private readonly store: Store,
    readonly runId: string,
    readonly owner: string,
    readonly epoch: number,
    state: RunState,
    pace: RunPace,
    validUntil: number,
  ) {
    this.#state = state;
    this.#pace = pace;
    this.#validUntil = validUntil;
  }

  /** Takes the lease where it is free or expired and raises the epoch; null where another has it or nothing is to do. */
  static async take(store: Store, runId: string, owner: string): Promise<Lease | null> {
    const sentAt = performance.now();
    const rows = await store.db
      .update(runs)
      .set({ leaseOwner: owner, leaseExpiresAt: expiry(), epoch: sql`${runs.epoch} + 1` })
      .where(
        and(
          eq(runs.id, runId),
          inArray(runs.state, [...WORKED_RUN_STATES]),
          sql`(${runs.leaseOwner} is null or ${runs.leaseExpiresAt} is null or ${runs.leaseExpiresAt} < now())`,
        ),
      )
      .returning({ epoch: runs.epoch, state: runs.state, pace: runs.pace });
    const row = rows[0];
    if (!row) return null;
    const lease = new Lease(store, runId, owner, row.epoch, row.state, row.pace, sentAt + LEASE_MS);
    lease.#ticking = lease.#tick();
    return lease;
  }

  /** Whom the journal's writes must still belong to. */
  get token(): { owner: string; epoch: number } {
    return { owner: this.owner, epoch: this.epoch };
  }

  /** The run's state as last seen: `pausing` and `aborting` are asked for. */
  get state(): RunState {
    return this.#state;
  }

  /** The run's pace as last seen. */
  get pace(): RunPace {
    return this.#pace;
  }

  /** Told by the one who has just written the state, so that nobody acts on the one before. */
  noteState(state: RunState): void {
    if (this.#state === "queued") this.#state = state;
  }

  /** Asks the holder to stop at the next safe place and leave the run to another worker. */
  requestHandOver(): void {
    this.#handOver = true;
  }

  /** Whether we can be sure that nobody else may have taken the run. */
  get isCertain(): boolean {
    return !this.lost.signal.aborted && performance.now() < this.#validUntil;
  }

  /** Throws what was asked for, without waiting. For places where a statement of ours is under way. */
  throwIfAsked(): void {
    if (this.lost.signal.aborted) throw new LeaseLost();
    if (this.#state === "aborting") throw new Asked("abort");
    if (this.#state === "pausing") throw new Asked("pause");
    if (this.#handOver) throw new Asked("hand-over");
  }

  /**
   * To be passed before anything new is begun. Throws what was asked for. While the control plane cannot be reached
   * and the lease may have run out, waits: what is under way ends, nothing new begins.
   */
  async checkpoint(): Promise<void> {
    this.throwIfAsked();
    while (!this.isCertain) {
      await sleep(50, this.lost.signal);
      this.throwIfAsked();
    }
  }

  /** Sleeps, but not past the moment when something is asked for or the lease is lost. */
  async pause(ms: number): Promise<void> {
    const until = performance.now() + ms;
    for (;;) {
      this.throwIfAsked();
      const left = until - performance.now();
      if (left <= 0) return;
      await sleep(Math.min(left, 100), this.lost.signal);
    }
  }

  /** Ends renewing; the row is released by the transaction that recorded why (or expires). */
  async stop(): Promise<void> {
    this.#stopper.abort();
    await this.#ticking;
  }

  async #tick(): Promise<void> {
    let renewAt = performance.now() + RENEW_EVERY_MS;
    const over = AbortSignal.any([this.#stopper.signal, this.lost.signal]);
    while (!over.aborted) {
      await sleep(LOOK_EVERY_MS, over);
      if (over.aborted) return;
      try {
        if (performance.now() >= renewAt) {
          await this.#renew();
          renewAt = performance.now() + RENEW_EVERY_MS;
        } else await this.#look();
      } catch {
        // The control plane does not answer: `checkpoint` holds once the lease may have run out.
      }
    }
  }

  async #renew(): Promise<void> {
    const sentAt = performance.now();
    const rows = await this.store.db
      .update(runs)
      .set({ leaseExpiresAt: expiry() })
      .where(this.#mine())
      .returning({ state: runs.state, pace: runs.pace });
    this.#saw(rows[0]);
    this.#validUntil = sentAt + LEASE_MS;
  }

  async #look(): Promise<void> {
    const rows = await this.store.db
      .select({ state: runs.state, pace: runs.pace })
      .from(runs)
      .where(this.#mine());
    this.#saw(rows[0]);
  }

  #saw(row: { readonly state: RunState; readonly pace: RunPace } | undefined): void {
    if (row !== undefined) {
      this.#state = row.state;
      this.#pace = row.pace;
    } else if (!this.#stopper.signal.aborted) this.lost.abort();
  }

  #mine() {
    return and(eq(runs.id, this.runId), eq(runs.leaseOwner, this.owner), eq(runs.epoch, this.epoch));
  }
}

function expiry() {
  return sql`now() + ${`${LEASE_MS} milliseconds`}::interval`;
}

/** Resolves after `ms`, or at once when the signal aborts. */
export function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const done = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal?.addEventListener("abort", done);
  });
}
