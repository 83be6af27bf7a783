import { randomBytes } from "node:crypto";
import pg from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Actor } from "../../contracts/user";
import { startSampler } from "../../monitor/sampler";
import { insertEnvironment } from "../../store/environments";
import { parseConnectionString } from "../../target/connection-string";
import { createTestStore } from "../../testing/control-plane";
import { createTestDatabase, type TestDatabase } from "../../testing/postgres";
import { openTopicStream } from "./open-streams";

const VIEWERS = 50;
const SAMPLES = 12;
const actor: Actor = { userId: "u", name: "E", email: "e@example.org", role: "viewer", via: "session" };

const secret = process.env.INTERLOCK_SECRET_KEY;
let control: Awaited<ReturnType<typeof createTestStore>>;
let target: TestDatabase;
let statistics: pg.Client;
let sampler: { stop(): Promise<void> };
let environmentId: string;

beforeAll(async () => {
  process.env.INTERLOCK_SECRET_KEY = randomBytes(32).toString("base64");
  [control, target] = await Promise.all([createTestStore(), createTestDatabase(18)]);
  // Asked from another database, so that counting is not counted.
  statistics = new pg.Client({ connectionString: target.adminUrl });
  await statistics.connect();
  await statistics.query("CREATE EXTENSION IF NOT EXISTS pg_stat_statements");
  const connection = parseConnectionString(target.url);
  if (!connection.ok) throw new Error(connection.failure.message);
  const environment = await control.store.db.transaction((tx) =>
    insertEnvironment(tx, {
      name: "e",
      tier: "staging",
      services: ["app"],
      policy: {},
      connection: connection.value,
    }),
  );
  environmentId = environment.id;
  sampler = startSampler({
    store: control.store,
    workerId: "worker_1",
    log: { info: () => {}, warn: () => {} },
  });
});
afterAll(async () => {
  process.env.INTERLOCK_SECRET_KEY = secret;
  await sampler?.stop();
  await statistics?.end();
  await target?.drop();
  await control?.drop();
});

/** Statements run on the target since it was made; tripwires are looked at by the clock, not by the sample. */
async function statements(): Promise<number> {
  const { rows } = await statistics.query<{ calls: number }>(
    `SELECT coalesce(sum(s.calls), 0)::int AS calls FROM pg_stat_statements(true) AS s
     JOIN pg_database AS d ON d.oid = s.dbid WHERE d.datname = $1 AND s.query !~ 'pg_sequences'`,
    [target.name],
  );
  return rows[0]?.calls ?? 0;
}

/** Statements on the target for each sample that reached the viewers, while so many look. */
async function statementsPerSample(viewers: number): Promise<number> {
  const gone = Array.from({ length: viewers }, () => new AbortController());
  const taken = new Set<string>();
  let deliveries = 0;
  const watch = async ({ signal }: AbortController) => {
    const request = {
      signal,
      lastEventId: null,
      askAgain: async () => actor,
      onError: (error: unknown) => {
        throw error;
      },
    };
    const stream = await openTopicStream({ store: control.store, actor }, `locks:${environmentId}`, request);
    if (!stream.ok || !stream.value.body) throw new Error("no stream");
    for await (const text of stream.value.body.pipeThrough(new TextDecoderStream()))
      for (const [, at] of text.matchAll(/"takenAt":"([^"]+)"/g)) {
        deliveries += 1;
        if (at) taken.add(at);
      }
  };
  const watching = gone.map(watch);
  try {
    // Once it is lively: the first sample may be one of the quiet time before.
    await expect.poll(() => taken.size, { timeout: 60_000 }).toBeGreaterThan(2);
    const [before, sampledBefore] = [await statements(), taken.size];
    await expect.poll(() => taken.size, { timeout: 60_000 }).toBeGreaterThan(sampledBefore + SAMPLES);
    const [after, sampledAfter] = [await statements(), taken.size];
    expect(deliveries, "all of them were served").toBeGreaterThan(viewers * SAMPLES * 0.5);
    return (after - before) / (sampledAfter - sampledBefore);
  } finally {
    for (const viewer of gone) viewer.abort();
    await Promise.all(watching);
  }
}

it("asks the target no more for fifty viewers than for one", async () => {
  const one = await statementsPerSample(1);
  const fifty = await statementsPerSample(VIEWERS);
  // A sample may fall between two counts: at most one of a dozen on either side.
  expect(Math.abs(fifty / one - 1), `${fifty} and ${one} statements a sample`).toBeLessThan(0.25);
});
