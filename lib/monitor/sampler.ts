import type { Store } from "../store/client";
import { findTargetConnection } from "../store/environments";
import type { TargetConnection } from "../target/connection-string";
import { Election } from "./election";
import { EnvironmentSampler } from "./environment-sampler";
import { readNeeds } from "./needs";

/** The part of a logger that the sampler uses; pino's fits. */
export interface SamplerLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

export interface SamplerOptions {
  readonly store: Store;
  readonly workerId: string;
  readonly log: SamplerLog;
  /** The target of an environment with its password, or null where it is gone. Default: from the store. */
  readonly connectionOf?: (environmentId: string) => Promise<TargetConnection | null>;
}

/** How often the control plane is asked what is watched; a wake-up comes sooner. */
const POLL_MS = 400;
/** How often environments that another process samples are tried again. */
const ELECTION_MS = 2_000;
const RECONNECT_MS = 1_000;

/**
 * Samples every environment's locks into its row of `lock_samples`, 4 times a second while somebody looks or a run is
 * under way and every 10 seconds otherwise, and its tripwires into `tripwires`.
 *
 * However many workers run this, one of them samples a target: whoever holds the environment's advisory lock on the
 * control plane, taken by a connection of its own, so that it is given up when the process or the connection dies.
 * Failures are rows (`Locks.error`) and log lines, never exceptions. `stop` resolves when all connections are closed.
 */
export function startSampler(options: SamplerOptions): { stop(): Promise<void> } {
  const sampler = new Sampler(options);
  const done = sampler.run();
  return {
    async stop() {
      sampler.requestStop();
      await done;
    },
  };
}

class Sampler {
  readonly #options: SamplerOptions;
  readonly #running = new Map<string, EnvironmentSampler>();
  #stopping = false;
  #wake: () => void = () => {};

  constructor(options: SamplerOptions) {
    this.#options = options;
  }

  requestStop(): void {
    this.#stopping = true;
    this.#wake();
  }

  async run(): Promise<void> {
    const { store, log, workerId } = this.#options;
    while (!this.#stopping) {
      let election: Election | null = null;
      try {
        election = await Election.open(store.pool, (payload) => {
          if (payload.startsWith("watch:") || payload.startsWith("environment:")) this.#wake();
        });
        await this.#lead(election);
      } catch (error) {
        if (!this.#stopping) log.warn({ err: error, workerId }, "lock sampler lost the control plane");
      } finally {
        await this.#stopAll();
        await election?.close();
      }
      if (!this.#stopping) await this.#sleep(RECONNECT_MS);
    }
  }

  /** Runs until asked to stop; throws when the electing connection is lost. */
  async #lead(election: Election): Promise<void> {
    const { store, log } = this.#options;
    const connectionOf = this.#options.connectionOf ?? ((id: string) => findTargetConnection(store.db, id));
    let electedAt = Number.NEGATIVE_INFINITY;
    while (!this.#stopping) {
      const needs = await readNeeds(election.client);
      const byId = new Map(needs.map((need) => [need.environmentId, need]));
      for (const [id, running] of this.#running) {
        const need = byId.get(id);
        if (need) running.update(need);
        else {
          this.#running.delete(id);
          await running.stop();
          await election.resign(id);
        }
      }
      const others = needs.filter((need) => !this.#running.has(need.environmentId));
      if (others.length > 0 && performance.now() - electedAt >= ELECTION_MS) {
        electedAt = performance.now();
        for (const id of await election.stand(others.map((need) => need.environmentId))) {
          const need = byId.get(id);
          if (need) this.#running.set(id, EnvironmentSampler.start({ store, log, connectionOf }, need));
        }
      }
      await this.#sleep(POLL_MS);
    }
  }

  async #stopAll(): Promise<void> {
    const running = [...this.#running.values()];
    this.#running.clear();
    await Promise.all(running.map((sampler) => sampler.stop()));
  }

  #sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
      if (this.#stopping) this.#wake();
    });
  }
}
