import { once } from "node:events";
import { Worker } from "node:worker_threads";
import pg from "pg";
import { expect, it } from "vitest";
import { emptyMemory, sampleLocks } from "@/lib/monitor/sample";
import { createTestDatabase } from "@/lib/testing/postgres";
import { median, report, spreadOf, timed } from "./row";

const SESSIONS = 500;
const IDLE_IN_TRANSACTION = 80;
const TABLES = 12;
const WAITING = 20;
const MORE_WAITING = 200;
const LOAD_CLIENTS = 4;
const SLICE_MS = 2_000;
const PAIRS = 10;
/** 4 Hz. */
const SAMPLE_EVERY_MS = 250;

it("500 sessions, sampled four times a second and not", async () => {
  const database = await createTestDatabase(18);
  const open: pg.Client[] = [];
  const connect = async (applicationName: string) => {
    const client = new pg.Client({ connectionString: database.url, application_name: applicationName });
    client.on("error", () => {});
    await client.connect();
    open.push(client);
    return client;
  };
  const tables = Array.from({ length: TABLES }, (_, at) => `t${at}`);
  const admin = await connect("bench");
  await admin.query(tables.map((name) => `CREATE TABLE ${name} (id int PRIMARY KEY, n int)`).join(";"));
  await admin.query("INSERT INTO t0 SELECT g, 0 FROM generate_series(1, 10000) g");
  const crowd: pg.Client[] = [];
  while (crowd.length < SESSIONS) crowd.push(await connect("crowd"));
  for (const client of crowd.slice(0, IDLE_IN_TRANSACTION))
    await client.query(`BEGIN; ${tables.map((name) => `LOCK TABLE ${name} IN ACCESS SHARE MODE`).join(";")}`);
  const blocker = await connect("blocker");
  await blocker.query("BEGIN; UPDATE t0 SET n = 1 WHERE id = 1");
  const waits: Promise<unknown>[] = [];
  const wait = (clients: readonly pg.Client[]) => {
    for (const client of clients) waits.push(client.query("UPDATE t0 SET n = 2 WHERE id = 1"));
  };
  const monitor = await connect("interlock:monitor");
  const waiting = async () => (await sampleLocks(monitor)).summary.waiting;
  wait(crowd.slice(IDLE_IN_TRANSACTION, IDLE_IN_TRANSACTION + WAITING));
  await expect.poll(waiting, { timeout: 20_000 }).toBe(WAITING);

  const load = new Worker(new URL("./look-ups.mjs", import.meta.url), {
    workerData: { url: database.url, clients: LOAD_CLIENTS },
  });
  await throughput(load);
  const ratio: number[] = [];
  const control: number[] = [];
  for (let at = 0; at < PAIRS; at++) {
    const bare = await throughput(load);
    const ours = await sampled(monitor, () => throughput(load));
    const again = await throughput(load);
    ratio.push(ours / ((bare + again) / 2));
    control.push(again / bare);
  }
  report({
    area: "monitor",
    what: `select-only TPS with the monitor at 4 Hz, ${SESSIONS} sessions and ${WAITING} waiting ÷ without`,
    ours: median(ratio).toFixed(3),
    other: null,
    goal: "≥ 0.99",
    met: median(ratio) >= 0.99,
    spread: spreadOf(ratio, 3),
    control: `${median(control).toFixed(3)} (${spreadOf(control, 3)})`,
  });

  load.postMessage(0);
  await once(load, "exit");

  const few = await sampleOverCount(monitor);
  report({
    area: "monitor",
    what: `one sample, ${WAITING} waiting ÷ a bare count of pg_stat_activity`,
    ours: median(few).toFixed(1),
    other: null,
    goal: "≤ 4",
    met: median(few) <= 4,
    spread: spreadOf(few, 1),
    control: null,
  });
  wait(crowd.slice(IDLE_IN_TRANSACTION + WAITING, IDLE_IN_TRANSACTION + MORE_WAITING));
  await expect.poll(waiting, { timeout: 20_000 }).toBe(MORE_WAITING);
  const tookMs: number[] = [];
  for (let at = 0; at < 20; at++) tookMs.push(await timed(() => sampleLocks(monitor)));
  report({
    area: "monitor",
    what: `one sample, ${SESSIONS} sessions and ${MORE_WAITING} waiting`,
    ours: `${median(tookMs).toFixed(0)} ms`,
    other: null,
    goal: `≤ ${SAMPLE_EVERY_MS} ms, or four a second are not to be had`,
    met: median(tookMs) <= SAMPLE_EVERY_MS,
    spread: `${spreadOf(tookMs, 0)} ms`,
    control: null,
  });

  await blocker.query("ROLLBACK");
  await Promise.all(waits);
  await Promise.all(open.map((client) => client.end()));
  await database.drop();
});

/** Transactions a second of the app's look-ups, for one slice. */
async function throughput(load: Worker): Promise<number> {
  load.postMessage(SLICE_MS);
  const [perSecond] = await once(load, "message");
  return perSecond;
}

/** The work while a monitor samples at its lively rate. */
async function sampled<T>(monitor: pg.Client, work: () => Promise<T>): Promise<T> {
  const memory = emptyMemory();
  let last: Promise<unknown> = sampleLocks(monitor, memory);
  const timer = setInterval(() => {
    last = last.then(() => sampleLocks(monitor, memory));
  }, SAMPLE_EVERY_MS);
  try {
    return await work();
  } finally {
    clearInterval(timer);
    await last;
  }
}

async function sampleOverCount(monitor: pg.Client): Promise<number[]> {
  const ratios: number[] = [];
  const memory = emptyMemory();
  await sampleLocks(monitor, memory);
  for (let at = 0; at < 20; at++) {
    const bare = await timed(() => monitor.query("SELECT count(*) FROM pg_stat_activity"));
    ratios.push((await timed(() => sampleLocks(monitor, memory))) / bare);
  }
  return ratios;
}
