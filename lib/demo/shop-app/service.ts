import { setTimeout as sleep } from "node:timers/promises";
import type pg from "pg";
import type { DemoVersion, TrafficStats } from "../../contracts/demo";
import type { ShopService as ServiceName } from "../shape";
import { type Job, ShopConnection } from "./connection";
import type { TrafficCounter } from "./counter";
import { startOpenLoop } from "./open-loop";
import { WorkQueue } from "./queue";
import { chooseTransaction } from "./transactions";
import type { ShopWorld } from "./world";

/** What one service of the shop is given in one environment. */
export interface ServiceOptions {
  readonly service: ServiceName;
  readonly version: DemoVersion;
  readonly clients: number;
  readonly perSecond: number;
  /** How long a rolling deploy of all its connections takes. */
  readonly rollMs: number;
  readonly target: () => Promise<pg.ClientConfig>;
  readonly counter: TrafficCounter;
  readonly world: ShopWorld;
}

/** Work that got no connection for this long is given up, as a pool's acquire timeout does. */
const ACQUIRE_LIMIT_MS = 10_000;

/** One service of the shop: a pool of long-lived connections under a steady load, deployed by rolling. */
export class RunningService {
  readonly #queue = new WorkQueue<Job>();
  readonly #connections: ShopConnection[];
  readonly #stopLoop: () => void;
  readonly #sweep: NodeJS.Timeout;
  #version: DemoVersion;
  #rolling: Promise<void> = Promise.resolve();
  #stopped = new AbortController();

  constructor(private readonly options: ServiceOptions) {
    this.#version = options.version;
    this.#connections = Array.from({ length: options.clients }, () => this.#open(options.version));
    this.#stopLoop = startOpenLoop(options.perSecond, (scheduledAtMs) => {
      options.counter.planned();
      this.#queue.put({ scheduledAtMs, transaction: chooseTransaction(options.service, Math.random()) });
    });
    this.#sweep = setInterval(() => this.#giveUpStaleWork(), 250);
  }

  /** The version it runs, or is rolling to. */
  get version(): DemoVersion {
    return this.#version;
  }

  /**
   * Replaces the connections one after the other: each old one finishes its transaction and closes, then one of the
   * new version opens. Both versions run meanwhile. Resolves when the last is replaced; rolls queue behind each other.
   */
  roll(version: DemoVersion): Promise<void> {
    if (version === this.#version) return this.#rolling;
    this.#version = version;
    this.#rolling = this.#rolling.then(() => this.#replaceAll(version));
    return this.#rolling;
  }

  stats(): TrafficStats["services"][number] {
    const clients = new Map<string, number>();
    for (const { version } of this.#connections) clients.set(version, (clients.get(version) ?? 0) + 1);
    return {
      service: this.options.service,
      versions: [...clients].map(([version, count]) => ({ version, clients: count })),
    };
  }

  /** Takes no more work, lets running transactions end, closes every connection. */
  async stop(): Promise<void> {
    this.#stopLoop();
    clearInterval(this.#sweep);
    this.#stopped.abort();
    await this.#rolling;
    await Promise.all(this.#connections.map((connection) => connection.retire()));
  }

  async #replaceAll(version: DemoVersion): Promise<void> {
    const { signal } = this.#stopped;
    for (const [index, old] of [...this.#connections].entries()) {
      if (signal.aborted) return;
      await old.retire();
      this.#connections[index] = this.#open(version);
      const pauseMs = this.options.rollMs / this.options.clients;
      await sleep(pauseMs, undefined, { signal }).catch(() => {});
    }
  }

  #open(version: DemoVersion): ShopConnection {
    const { target, counter, world } = this.options;
    return new ShopConnection({ version, target, counter, world, queue: this.#queue });
  }

  #giveUpStaleWork(): void {
    const limit = performance.now() - ACQUIRE_LIMIT_MS;
    for (const job of this.#queue.dropWhile(({ scheduledAtMs }) => scheduledAtMs < limit)) {
      const message = `no connection was free for ${ACQUIRE_LIMIT_MS / 1000} s`;
      this.options.counter.error("pool-timeout", message, performance.now() - job.scheduledAtMs);
    }
  }
}
