import { randomBytes } from "node:crypto";
import pg from "pg";
import type { Actor } from "../../contracts/user";
import { startSampler } from "../../monitor/sampler";
import { insertEnvironment } from "../../store/environments";
import { parseConnectionString } from "../../target/connection-string";
import { createTestStore } from "../../testing/control-plane";
import { createTestDatabase, type TestDatabase } from "../../testing/postgres";
import { openTopicStream } from "./open-streams";

const actor: Actor = { userId: "u", name: "E", email: "e@example.org", role: "viewer", via: "session" };

/** An environment on a database of its own with a sampler on it. For tests and benches. */
export interface WatchedEnvironment {
  readonly target: TestDatabase;
  /** Looks at its locks as a browser does, until aborted; `onText` gets what comes. */
  watch(signal: AbortSignal, onText: (text: string) => void): Promise<void>;
  close(): Promise<void>;
}

export async function openWatchedEnvironment(): Promise<WatchedEnvironment> {
  process.env.INTERLOCK_SECRET_KEY ??= randomBytes(32).toString("base64");
  const [control, target] = await Promise.all([createTestStore(), createTestDatabase(18)]);
  const { store } = control;
  const connection = parseConnectionString(target.url);
  if (!connection.ok) throw new Error(connection.failure.message);
  const { id } = await store.db.transaction((tx) =>
    insertEnvironment(tx, {
      name: "e",
      tier: "staging",
      services: ["app"],
      policy: {},
      connection: connection.value,
    }),
  );
  const log = { info: () => {}, warn: () => {} };
  const sampler = startSampler({ store, workerId: "worker_1", log });
  return {
    target,
    async watch(signal, onText) {
      const stream = await openTopicStream({ store, actor }, `locks:${id}`, {
        signal,
        lastEventId: null,
        askAgain: async () => actor,
        onError: (error) => {
          throw error;
        },
      });
      if (!stream.ok || !stream.value.body) throw new Error("no stream");
      for await (const text of stream.value.body.pipeThrough(new TextDecoderStream())) onText(text);
    },
    async close() {
      await sampler.stop();
      await target.drop();
      await control.drop();
    },
  };
}

const SAMPLES = 12;
const NOT_IN_TIME_MS = 60_000;

/** Statements on the target for each sample that reached the viewers, while so many look. */
export async function statementsPerSample(
  { target, watch }: WatchedEnvironment,
  viewers: number,
): Promise<number> {
  // Asked from another database, so that counting is not counted.
  const statistics = new pg.Client({ connectionString: target.adminUrl });
  await statistics.connect();
  await statistics.query("CREATE EXTENSION IF NOT EXISTS pg_stat_statements");
  const taken = new Set<string>();
  const gone = Array.from({ length: viewers }, () => new AbortController());
  const watching = gone.map(({ signal }) =>
    watch(signal, (text) => {
      for (const [, at] of text.matchAll(/"takenAt":"([^"]+)"/g)) if (at) taken.add(at);
    }),
  );
  const statements = async (): Promise<number> =>
    (await statistics.query(STATEMENTS_SQL, [target.name])).rows[0].calls;
  try {
    // Once it is lively: the first sample may be one of the quiet time before.
    await until(() => taken.size > 2);
    const [before, sampledBefore] = [await statements(), taken.size];
    await until(() => taken.size > sampledBefore + SAMPLES);
    return ((await statements()) - before) / (taken.size - sampledBefore);
  } finally {
    for (const viewer of gone) viewer.abort();
    await Promise.all(watching);
    await statistics.end();
  }
}

/** Tripwires are looked at by the clock, not by the sample. */
const STATEMENTS_SQL = `SELECT coalesce(sum(s.calls), 0)::int AS calls FROM pg_stat_statements(true) AS s
  JOIN pg_database AS d ON d.oid = s.dbid WHERE d.datname = $1 AND s.query !~ 'pg_sequences'`;

async function until(reached: () => boolean): Promise<void> {
  const deadline = performance.now() + NOT_IN_TIME_MS;
  while (!reached()) {
    if (performance.now() > deadline) throw new Error("no samples came");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
