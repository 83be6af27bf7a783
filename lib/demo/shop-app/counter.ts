import type { TrafficStats } from "../../contracts/demo";

const SECONDS_KEPT = 120;
/** Messages are ours and Postgres's; a bound keeps a strange one from filling the row. */
const LONGEST_MESSAGE = 300;

type Second = TrafficStats["history"][number];

/** Counts what the app sees in one environment: successes, errors by SQLSTATE, latency by the second. */
export class TrafficCounter {
  #successes = 0;
  #planned = 0;
  readonly #errors = new Map<string, { count: number; lastMessage: string }>();
  readonly #history: Second[] = [];
  #second: { startMs: number; successes: number; errors: number; latencies: number[] };

  constructor(private readonly now: () => number = Date.now) {
    this.#second = this.#emptySecond();
  }

  planned(): void {
    this.#planned += 1;
  }

  /** `latencyMs` counts from when the schedule wanted it started, so a stall is not hidden by a slow start. */
  success(latencyMs: number): void {
    this.#turnPage();
    this.#successes += 1;
    this.#second.successes += 1;
    this.#second.latencies.push(latencyMs);
  }

  error(sqlstate: string, message: string, latencyMs?: number): void {
    this.#turnPage();
    const seen = this.#errors.get(sqlstate);
    this.#errors.set(sqlstate, {
      count: (seen?.count ?? 0) + 1,
      lastMessage: message.slice(0, LONGEST_MESSAGE),
    });
    this.#second.errors += 1;
    if (latencyMs !== undefined) this.#second.latencies.push(latencyMs);
  }

  snapshot(): Pick<TrafficStats, "successes" | "planned" | "errors" | "history"> {
    this.#turnPage();
    return {
      successes: this.#successes,
      planned: this.#planned,
      errors: [...this.#errors].map(([sqlstate, { count, lastMessage }]) => ({
        sqlstate,
        count,
        lastMessage,
      })),
      history: [...this.#history],
    };
  }

  /** Closes the running second when it is over, and those in which nothing happened. */
  #turnPage(): void {
    const nowMs = this.now();
    while (nowMs >= this.#second.startMs + 1000) {
      const { startMs, successes, errors, latencies } = this.#second;
      latencies.sort((a, b) => a - b);
      this.#history.push({
        at: new Date(startMs).toISOString(),
        successes,
        errors,
        p50Ms: quantile(latencies, 0.5),
        p99Ms: quantile(latencies, 0.99),
        maxMs: quantile(latencies, 1),
      });
      // After a long sleep of the machine there is no point in thousands of empty seconds.
      const next = startMs + 1000;
      const late = nowMs - next > SECONDS_KEPT * 1000;
      this.#second = { ...this.#emptySecond(), ...(late ? {} : { startMs: next }) };
    }
    if (this.#history.length > SECONDS_KEPT) this.#history.splice(0, this.#history.length - SECONDS_KEPT);
  }

  #emptySecond() {
    return { startMs: Math.floor(this.now() / 1000) * 1000, successes: 0, errors: 0, latencies: [] };
  }
}

/** Nearest rank of sorted numbers, to a tenth; 0 of none. */
function quantile(sorted: readonly number[], q: number): number {
  const value = sorted[Math.max(0, Math.ceil(sorted.length * q) - 1)] ?? 0;
  return Math.round(value * 10) / 10;
}
