import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import type { DemoVersion } from "../../contracts/demo";
import type { TrafficCounter } from "./counter";
import type { WorkQueue } from "./queue";
import { SHOP_SHAPES, type ShopShape, type ShopStatements, shopStatements } from "./statements";
import { ReadBackError, type ShopTransaction } from "./transactions";
import type { ShopWorld } from "./world";

/** A transaction the schedule wants done, and since when (`performance.now()`). */
export interface Job {
  readonly scheduledAtMs: number;
  readonly transaction: ShopTransaction;
}

export interface ConnectionOptions {
  readonly version: DemoVersion;
  /** Asked before every connect, because a reset of the demo may change the answer. */
  readonly target: () => Promise<pg.ClientConfig>;
  readonly queue: WorkQueue<Job>;
  readonly counter: TrafficCounter;
  readonly world: ShopWorld;
}

const FIRST_BACKOFF_MS = 100;
const LONGEST_BACKOFF_MS = 5_000;
/** What a careful app allows one statement. Longer waits become errors that the counters show. */
const STATEMENT_TIMEOUT_MS = 15_000;

/**
 * One long-lived connection of one version of the app: takes work until it is told to retire, then finishes what it
 * has in hand and closes. A lost connection is opened again, waiting longer each time.
 */
export class ShopConnection {
  readonly version: DemoVersion;
  readonly #options: ConnectionOptions;
  readonly #shape: ShopShape;
  readonly #sql: ShopStatements;
  readonly #retiring = new AbortController();
  readonly #finished: Promise<void>;
  #connected = false;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.version = options.version;
    this.#shape = SHOP_SHAPES[options.version];
    this.#sql = shopStatements(this.#shape);
    this.#finished = this.#live();
  }

  get isConnected(): boolean {
    return this.#connected;
  }

  /** Resolves when the transaction in hand is over and the connection is closed. */
  retire(): Promise<void> {
    this.#retiring.abort();
    return this.#finished;
  }

  async #live(): Promise<void> {
    let failures = 0;
    while (!this.#retiring.signal.aborted) {
      const client = await this.#connect();
      if (client) {
        failures = 0;
        this.#connected = true;
        await this.#serve(client);
        this.#connected = false;
        await client.end().catch(() => {});
      } else {
        const backoffMs = Math.min(LONGEST_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** failures++);
        const signal = this.#retiring.signal;
        await sleep(backoffMs * (0.5 + Math.random() / 2), undefined, { signal }).catch(() => {});
      }
    }
  }

  async #connect(): Promise<pg.Client | null> {
    let client: pg.Client | undefined;
    try {
      client = new pg.Client({
        ...(await this.#options.target()),
        application_name: `shop@${this.version}`,
        statement_timeout: STATEMENT_TIMEOUT_MS,
        connectionTimeoutMillis: 5_000,
        keepAlive: true,
      });
      // Without a listener the death of an idle connection would end the process.
      client.on("error", () => {});
      await client.connect();
      return client;
    } catch (error) {
      this.#options.counter.error(sqlstateOf(error) ?? "08001", messageOf(error));
      await client?.end().catch(() => {});
      return null;
    }
  }

  /** Works until retired (the connection is still good) or until the connection is lost. */
  async #serve(client: pg.Client): Promise<void> {
    const lost = new AbortController();
    client.on("error", () => lost.abort());
    client.on("end", () => lost.abort());
    const signal = AbortSignal.any([lost.signal, this.#retiring.signal]);
    for (;;) {
      const job = await this.#options.queue.take(signal);
      if (!job) return;
      if (!(await this.#run(client, job))) return;
    }
  }

  /** Does one transaction and counts it. False when the connection cannot be used any more. */
  async #run(client: pg.Client, { scheduledAtMs, transaction }: Job): Promise<boolean> {
    const { counter, world } = this.#options;
    try {
      await transaction({ client, world, shape: this.#shape, sql: this.#sql });
      counter.success(performance.now() - scheduledAtMs);
      return true;
    } catch (error) {
      const code = error instanceof ReadBackError ? "read-back" : sqlstateOf(error);
      counter.error(code ?? "08006", messageOf(error), performance.now() - scheduledAtMs);
      if (code === undefined) return false;
      // Harmless outside a transaction, and it tells whether the connection outlived the error.
      return client.query("rollback").then(
        () => true,
        () => false,
      );
    }
  }
}

/** The server's code; undefined for what the driver or the network said. */
function sqlstateOf(error: unknown): string | undefined {
  return error instanceof pg.DatabaseError ? error.code : undefined;
}

function messageOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(messageOf).join("; ");
  return error instanceof Error ? error.message : String(error);
}
