import type pg from "pg";
import type { Locks } from "../contracts/locks";
import { closeTarget, openTarget } from "../target/connect";
import type { TargetConnection } from "../target/connection-string";
import { describeTargetError, isConnectionLost, TargetError } from "../target/errors";
import { hideLiterals } from "./hide-literals";
import type { EnvironmentNeed } from "./needs";
import { RunWatcher } from "./run-watcher";
import { emptyMemory, sampleLocks } from "./sample";
import type { SamplerOptions } from "./sampler";
import { observeTripwires } from "./tripwires";
import { writeSample, writeTape } from "./write-sample";

const LIVELY_MS = 250;
const QUIET_MS = 10_000;
const FIRST_RETRY_MS = 250;
const LONGEST_RETRY_MS = 5_000;
const TRIPWIRES_OPEN_MS = 4_000;
const TRIPWIRES_QUIET_MS = 60_000;

export type EnvironmentSamplerOptions = Required<Pick<SamplerOptions, "store" | "log" | "connectionOf">>;

/** Samples one environment until stopped. Every failure becomes the row's `error`; the next try comes by itself. */
export class EnvironmentSampler {
  readonly #options: EnvironmentSamplerOptions;
  readonly #watcher: RunWatcher;
  #need: EnvironmentNeed;
  #client: pg.Client | null = null;
  #clientKey = "";
  #memory = emptyMemory();
  #stopping = false;
  #wake: () => void = () => {};
  #failures = 0;
  #sampledAt = Number.NEGATIVE_INFINITY;
  #tripwiresAt = Number.NEGATIVE_INFINITY;
  #done: Promise<void> = Promise.resolve();

  private constructor(options: EnvironmentSamplerOptions, need: EnvironmentNeed) {
    this.#options = options;
    this.#need = need;
    this.#watcher = new RunWatcher(options.store, need.environmentId);
  }

  static start(options: EnvironmentSamplerOptions, need: EnvironmentNeed): EnvironmentSampler {
    const sampler = new EnvironmentSampler(options, need);
    sampler.#done = sampler.#run();
    return sampler;
  }

  /** Takes note of what is needed now; a sleeping sampler wakes where that is more than before. */
  update(need: EnvironmentNeed): void {
    const before = this.#need;
    this.#need = need;
    const wantsMore =
      (need.lively && !before.lively) ||
      (need.openRollouts && !before.openRollouts) ||
      need.connectionKey !== before.connectionKey;
    if (!wantsMore) return;
    if (need.connectionKey !== before.connectionKey) this.#failures = 0;
    if (need.openRollouts && !before.openRollouts) this.#tripwiresAt = Number.NEGATIVE_INFINITY;
    this.#wake();
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    this.#wake();
    await this.#done;
  }

  async #run(): Promise<void> {
    while (!this.#stopping) {
      const started = performance.now();
      await this.#turn();
      if (this.#stopping) break;
      await this.#sleep(Math.max(10, this.#intervalMs() - (performance.now() - started)));
    }
    await this.#disconnect();
  }

  #intervalMs(): number {
    if (this.#failures > 0) return Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** (this.#failures - 1));
    if (this.#need.lively) return LIVELY_MS;
    return this.#need.openRollouts ? Math.min(QUIET_MS, TRIPWIRES_OPEN_MS) : QUIET_MS;
  }

  async #turn(): Promise<void> {
    const { environmentId, openRollouts, lively, watchesRuns } = this.#need;
    const { store, log } = this.#options;
    let locks: Locks | null = null;
    try {
      const client = await this.#connect();
      const now = performance.now();
      // Tripwires of an open rollout are looked at more often than locks nobody looks at.
      if (lively || this.#failures > 0 || now - this.#sampledAt >= QUIET_MS - LIVELY_MS) {
        const sample = await sampleLocks(client, this.#memory);
        locks = this.#need.hideLiterals ? hideLiterals(sample) : sample;
        this.#sampledAt = now;
      }
      if (now - this.#tripwiresAt >= (openRollouts ? TRIPWIRES_OPEN_MS : TRIPWIRES_QUIET_MS) - LIVELY_MS) {
        this.#tripwiresAt = now;
        await observeTripwires(client, store.pool, environmentId);
      }
      if (this.#failures > 0) log.info({ environmentId }, "lock sampler reaches its target again");
      this.#failures = 0;
    } catch (error) {
      this.#failures += 1;
      const message = describeTargetError(error);
      if (this.#failures === 1) log.warn({ environmentId, reason: message }, "lock sample failed");
      if (isConnectionLost(error) || this.#failures > 1) await this.#disconnect();
      locks ??= failedSample(message);
    }
    if (this.#stopping || locks === null) return;
    try {
      await writeSample(store.pool, environmentId, locks);
      if (locks.error === null) await writeTape(store.pool, environmentId, locks);
      if (watchesRuns) await this.#watcher.look(this.#client, locks);
    } catch (error) {
      log.warn({ environmentId, err: error }, "what was sampled could not be stored");
    }
  }

  async #connect(): Promise<pg.Client> {
    const { environmentId, connectionKey } = this.#need;
    if (this.#client && this.#clientKey === connectionKey) return this.#client;
    await this.#disconnect();
    const connection = await this.#readConnection(environmentId);
    this.#client = await openTarget(connection, {
      applicationName: "interlock:monitor",
      connectTimeoutMs: 5_000,
      statementTimeoutMs: 2_000,
      lockTimeoutMs: 500,
      clientDeadlineMs: 5_000,
      readOnly: true,
    });
    this.#clientKey = connectionKey;
    return this.#client;
  }

  async #readConnection(environmentId: string): Promise<TargetConnection> {
    let connection: TargetConnection | null;
    try {
      connection = await this.#options.connectionOf(environmentId);
    } catch (error) {
      throw new TargetError("unreadable", "The stored connection could not be read.", { cause: error });
    }
    if (!connection) throw new TargetError("unreadable", "The environment has no connection.");
    return connection;
  }

  async #disconnect(): Promise<void> {
    const client = this.#client;
    this.#client = null;
    this.#memory = emptyMemory();
    if (client) await closeTarget(client);
  }

  #sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

function failedSample(error: string): Locks {
  return {
    takenAt: new Date().toISOString(),
    sampleMs: 0,
    sessions: [],
    roots: [],
    summary: { waiting: 0, longestWaitMs: 0, harmMs: 0 },
    error,
  };
}
