import type { NewRunEvent, RunStep } from "../contracts/run";
import type { Store, Tx } from "../store/client";
import { appendRunEvents, type RunChange } from "../store/runs";
import { untilAnswered } from "./control-plane";
import { LeaseLost } from "./interruption";
import type { Lease } from "./lease";

/** What may go into one transaction with a journal entry, e.g. an audit event. Runs last. */
export type Alongside = (tx: Tx) => Promise<void>;

/**
 * Everything a run writes to the control plane while it is worked on. Each entry is one transaction: the steps as they
 * are now, the events that tell of it and what must stand or fall with them. Entries are written in order, only while
 * the lease is ours, and again where the control plane was away; so a client that folds the events sees what was.
 */
export class Journal {
  #steps: RunStep[];
  readonly #harmAtStart: ReadonlyMap<string, number>;
  #queue: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly store: Store,
    private readonly lease: Lease,
    steps: readonly RunStep[],
  ) {
    this.#steps = steps.map((step) => ({ ...step }));
    this.#harmAtStart = new Map(steps.map((step) => [step.id, step.harmMs]));
  }

  /** What a step had cost others before this worker took the run up. */
  harmAtStart(id: string): number {
    return this.#harmAtStart.get(id) ?? 0;
  }

  get steps(): readonly RunStep[] {
    return this.#steps;
  }

  step(id: string): RunStep {
    const step = this.#steps.find((candidate) => candidate.id === id);
    if (!step) throw new Error(`the run has no step ${id}`);
    return step;
  }

  /** Changes a step and tells of it, with further events before it. */
  async updateStep(
    id: string,
    patch: Partial<RunStep>,
    { before = [], alongside }: { before?: readonly NewRunEvent[]; alongside?: Alongside } = {},
  ): Promise<void> {
    const step: RunStep = { ...this.step(id), ...patch };
    this.#steps = this.#steps.map((candidate) => (candidate.id === id ? step : candidate));
    await this.write([...before, { type: "step", data: { step } }], {}, alongside);
  }

  /** Keeps figures of a step that are told by other events (`progress`, `harm`, `attempt`). */
  async note(id: string, patch: Partial<RunStep>, events: readonly NewRunEvent[]): Promise<void> {
    this.#steps = this.#steps.map((step) => (step.id === id ? { ...step, ...patch } : step));
    await this.write(events);
  }

  async log(
    message: string,
    { level = "info", stepId = null }: { level?: "info" | "warning" | "error"; stepId?: string | null } = {},
  ): Promise<void> {
    await this.write([{ type: "log", data: { level, message, stepId } }]);
  }

  /** Writes events, a change of the run and what goes with them. Throws LeaseLost where the run is another's. */
  async write(events: readonly NewRunEvent[], change: RunChange = {}, alongside?: Alongside): Promise<void> {
    const steps = this.#steps;
    const entry = this.#queue.then(() => this.#store(events, { ...change, steps }, alongside));
    this.#queue = entry.catch(() => {});
    await entry;
  }

  async #store(events: readonly NewRunEvent[], change: RunChange, alongside?: Alongside): Promise<void> {
    try {
      await untilAnswered(this.lease, () =>
        this.store.db.transaction(async (tx) => {
          const seq = await appendRunEvents(tx, this.lease.runId, events, {
            ...change,
            lease: this.lease.token,
          });
          if (seq === null) throw new NotWritten();
          await alongside?.(tx);
        }),
      );
    } catch (error) {
      if (!(error instanceof NotWritten)) throw error;
      // The state forbids it (e.g. aborting came before paused): the caller asks the lease what is wanted now.
      if (change.state !== undefined && (await untilAnswered(this.lease, () => this.#stillOurs())))
        throw new StateMoved();
      throw new LeaseLost();
    }
  }

  async #stillOurs(): Promise<boolean> {
    const { rows } = await this.store.pool.query(
      "select 1 from runs where id = $1 and lease_owner = $2 and epoch = $3",
      [this.lease.runId, this.lease.owner, this.lease.epoch],
    );
    return rows.length === 1;
  }
}

class NotWritten extends Error {}

/** A change of state was refused because the run's state had moved on meanwhile. */
export class StateMoved extends Error {
  override readonly name = "StateMoved";
}
