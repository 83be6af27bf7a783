import pg from "pg";
import type { Misbehaviour, TrafficStats } from "../../contracts/demo";
import type { MisbehaviourContext } from "./misbehaviour";
import { ENDLESS, RUN_MISBEHAVIOUR } from "./registry";

interface Active {
  readonly since: string;
  note: string;
  readonly stop: () => void;
  readonly ended: Promise<void>;
}

export interface MisbehavioursOptions {
  readonly target: () => Promise<pg.ClientConfig>;
  readonly cronEveryMs: number;
  readonly onError: (kind: Misbehaviour, error: unknown) => void;
}

/** The misbehaviours going on in one environment; each kind at most once. */
export class Misbehaviours {
  readonly #active = new Map<Misbehaviour, Active>();
  constructor(private readonly options: MisbehavioursOptions) {}

  /** Starts it for that long. Does nothing while it is going on already. */
  start(kind: Misbehaviour, durationMs: number): void {
    if (this.#active.has(kind)) return;
    const stopping = new AbortController();
    const timer = ENDLESS.has(kind) ? undefined : setTimeout(() => stopping.abort(), durationMs);
    const context: MisbehaviourContext = {
      signal: stopping.signal,
      cronEveryMs: this.options.cronEveryMs,
      note: (text) => {
        active.note = text;
      },
      connect: async (applicationName) => {
        const target = await this.options.target();
        const client = new pg.Client({ ...target, application_name: applicationName });
        client.on("error", () => {});
        await client.connect();
        return client;
      },
    };
    const active: Active = {
      since: new Date().toISOString(),
      note: "starting",
      stop: () => stopping.abort(),
      ended: Promise.resolve()
        .then(() => RUN_MISBEHAVIOUR[kind](context))
        // Somebody ending its session is what the demo is about; the rest goes to the log.
        .catch((error: unknown) => this.options.onError(kind, error))
        .finally(() => {
          clearTimeout(timer);
          this.#active.delete(kind);
        }),
    };
    this.#active.set(kind, active);
  }

  async stop(kind: Misbehaviour): Promise<void> {
    const active = this.#active.get(kind);
    active?.stop();
    await active?.ended;
  }

  async stopAll(): Promise<void> {
    await Promise.all([...this.#active.keys()].map((kind) => this.stop(kind)));
  }

  stats(): TrafficStats["misbehaving"] {
    return [...this.#active].map(([kind, { since, note }]) => ({ kind, since, note }));
  }
}
