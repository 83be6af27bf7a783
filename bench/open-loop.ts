import pg from "pg";

/** A transaction of the app: when it should have begun, and when it was over; milliseconds of one clock. */
export interface Beat {
  readonly due: number;
  readonly end: number;
}

export interface OpenLoop {
  /** Ends it; answers all transactions, those that began last included. */
  stop(): Promise<readonly Beat[]>;
  /** Errors so far. */
  readonly errors: readonly string[];
}

/**
 * An app that does not wait for itself: transactions are due at a fixed rate, and a late one is late from the moment it
 * was due. A closed loop would hide every stall.
 */
export async function openLoop(
  url: string,
  {
    perSecond,
    clients,
    statement,
  }: { perSecond: number; clients: number; statement: (at: number) => string },
): Promise<OpenLoop> {
  const pool = await Promise.all(
    Array.from({ length: clients }, async () => {
      const client = new pg.Client({ connectionString: url, application_name: "bench:app" });
      client.on("error", () => {});
      await client.connect();
      return client;
    }),
  );
  const beats: Beat[] = [];
  const errors: string[] = [];
  const startedAt = performance.now();
  let next = 0;
  let isOver = false;
  const serve = async (client: pg.Client): Promise<void> => {
    while (!isOver) {
      const at = next++;
      const due = startedAt + (at * 1000) / perSecond;
      const early = due - performance.now();
      if (early > 0) await new Promise((resolve) => setTimeout(resolve, early));
      if (isOver) return;
      await client.query(statement(at)).catch((error: Error) => errors.push(error.message));
      beats.push({ due, end: performance.now() });
    }
  };
  const all = pool.map(serve);
  return {
    errors,
    async stop() {
      isOver = true;
      await Promise.all(all);
      await Promise.all(pool.map((client) => client.end()));
      return beats;
    },
  };
}

export const latencies = (beats: readonly Beat[]): number[] => beats.map(({ due, end }) => end - due);

/** Milliseconds in which some transaction was later than `lateMs`: the union of those times. */
export function stalledMs(beats: readonly Beat[], lateMs: number): number {
  const spans = beats
    .filter(({ due, end }) => end - due > lateMs)
    .map(({ due, end }) => [due + lateMs, end] as const)
    .sort(([a], [b]) => a - b);
  let total = 0;
  let until = Number.NEGATIVE_INFINITY;
  for (const [from, to] of spans) {
    if (to <= until) continue;
    total += to - Math.max(from, until);
    until = to;
  }
  return total;
}
