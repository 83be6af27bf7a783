import pg from "pg";
import type { Store } from "./client";

type Listener = () => void;

/** How long the connection stays after the last listener has gone: pages come and go. */
const LINGER_MS = 5_000;
const MAX_RETRY_MS = 5_000;

/**
 * One LISTEN connection for a whole process. It only wakes: what happened is read from rows, so a lost notification
 * costs at most the reader's own polling interval. Connects while somebody listens and comes back by itself.
 */
export class Wake {
  readonly #listeners = new Map<string, Set<Listener>>();
  #client: pg.Client | null = null;
  #connecting = false;
  #retryMs = 250;
  #retry: NodeJS.Timeout | null = null;
  #linger: NodeJS.Timeout | null = null;

  constructor(private readonly connectionString: string) {}

  /** Calls `listener` whenever `topic` (e.g. `run:ID`) is told of; after a reconnect once for all, as some may be lost. */
  subscribe(topic: string, listener: Listener): () => void {
    const listeners = this.#listeners.get(topic) ?? new Set();
    this.#listeners.set(topic, listeners);
    listeners.add(listener);
    if (this.#linger) clearTimeout(this.#linger);
    this.#linger = null;
    this.#connect();
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0 && this.#listeners.get(topic) === listeners) this.#listeners.delete(topic);
      if (this.#listeners.size > 0 || this.#linger) return;
      this.#linger = setTimeout(() => {
        this.#linger = null;
        if (this.#listeners.size === 0) this.#close();
      }, LINGER_MS);
      this.#linger.unref();
    };
  }

  /** Listeners now, over all topics: for tests that look for leaks. */
  get listenerCount(): number {
    return [...this.#listeners.values()].reduce((sum, listeners) => sum + listeners.size, 0);
  }

  #connect(): void {
    if (this.#client || this.#connecting || this.#retry) return;
    this.#connecting = true;
    const client = new pg.Client({
      connectionString: this.connectionString,
      application_name: "interlock:wake",
      connectionTimeoutMillis: 5_000,
      keepAlive: true,
    });
    let gone = false;
    const lost = () => {
      if (gone) return;
      gone = true;
      if (this.#client === client) this.#client = null;
      client.end().catch(() => {});
      this.#reconnect();
    };
    client.on("error", lost);
    client.on("end", lost);
    client.on("notification", ({ payload }) => this.#tell(payload ?? ""));
    client
      .connect()
      .then(() => client.query("LISTEN interlock_wake"))
      .then(() => {
        if (gone) return;
        this.#client = client;
        this.#retryMs = 250;
        for (const topic of this.#listeners.keys()) this.#tell(topic);
        if (this.#listeners.size === 0 && !this.#linger) this.#close();
      }, lost)
      .finally(() => {
        this.#connecting = false;
      });
  }

  #reconnect(): void {
    if (this.#listeners.size === 0 || this.#retry) return;
    this.#retry = setTimeout(() => {
      this.#retry = null;
      if (this.#listeners.size > 0) this.#connect();
    }, this.#retryMs);
    this.#retry.unref();
    this.#retryMs = Math.min(this.#retryMs * 2, MAX_RETRY_MS);
  }

  #close(): void {
    const client = this.#client;
    this.#client = null;
    client?.removeAllListeners("end");
    client?.end().catch(() => {});
  }

  #tell(topic: string): void {
    for (const listener of [...(this.#listeners.get(topic) ?? [])]) listener();
  }
}

// Route bundles share no modules: the process has one connection all the same.
const holder = globalThis as typeof globalThis & { __interlockWakes?: WeakMap<pg.Pool, Wake> };

/** The process's wake connection on the store's database. */
export function wakeOf(store: Store): Wake {
  holder.__interlockWakes ??= new WeakMap();
  const known = holder.__interlockWakes.get(store.pool);
  if (known) return known;
  const { connectionString } = store.pool.options;
  if (!connectionString) throw new Error("the store was opened without a connection string");
  const wake = new Wake(connectionString);
  holder.__interlockWakes.set(store.pool, wake);
  return wake;
}
