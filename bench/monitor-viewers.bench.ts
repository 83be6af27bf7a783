import pg from "pg";
import { it } from "vitest";
import { openWatchedEnvironment, statementsPerSample } from "@/lib/usecases/stream/fixture-viewers";
import { median, percentile, report, spreadOf } from "./row";

const VIEWERS = 50;
const BLOCKERS = 60;
const GOAL_MS = { p50: 200, p95: 400 };

it("one viewer and fifty, and how soon they see a blocker", async () => {
  const environment = await openWatchedEnvironment();
  const ratio: number[] = [];
  for (let at = 0; at < 5; at++)
    ratio.push(
      (await statementsPerSample(environment, VIEWERS)) / (await statementsPerSample(environment, 1)),
    );
  report({
    area: "monitor",
    what: `statements on the target a sample, ${VIEWERS} viewers ÷ 1`,
    ours: median(ratio).toFixed(2),
    other: null,
    goal: "1.0",
    met: Math.abs(median(ratio) - 1) < 0.1,
    spread: spreadOf(ratio),
    control: null,
  });

  const [blocker, waiter] = await Promise.all([connect(), connect()]);
  async function connect(): Promise<pg.Client> {
    const client = new pg.Client({ connectionString: environment.target.url });
    await client.connect();
    return client;
  }
  await blocker.query("CREATE TABLE t (id int)");
  const gone = new AbortController();
  let seen: (waiting: boolean) => void = () => {};
  const watching = environment.watch(gone.signal, (text) => {
    for (const [, waiting] of text.matchAll(/"waiting":(\d+)/g)) seen(waiting !== "0");
  });
  const told = (wanted: boolean) =>
    new Promise<void>((resolve) => {
      seen = (waiting) => {
        if (waiting === wanted) resolve();
      };
    });
  await told(false);
  const tookMs: number[] = [];
  for (let at = 0; at < BLOCKERS; at++) {
    // At any moment between two samples.
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 250));
    await blocker.query("BEGIN; LOCK TABLE t");
    const isTold = told(true);
    const startedAt = performance.now();
    const waiting = waiter.query("SELECT FROM t");
    await isTold;
    tookMs.push(performance.now() - startedAt);
    const isOver = told(false);
    await blocker.query("ROLLBACK");
    await waiting;
    await isOver;
  }
  const [p50, p95] = [percentile(tookMs, 0.5), percentile(tookMs, 0.95)];
  report({
    area: "monitor",
    what: "a wait begins → it is in a viewer's stream, p50 / p95 at 4 Hz",
    ours: `${p50.toFixed(0)} / ${p95.toFixed(0)} ms`,
    other: null,
    goal: `≤ ${GOAL_MS.p50} / ${GOAL_MS.p95} ms`,
    met: p50 <= GOAL_MS.p50 && p95 <= GOAL_MS.p95,
    spread: `${spreadOf(tookMs, 0)} ms`,
    control: null,
    note: "Sampling alone takes 125 / 238 ms.",
  });

  gone.abort();
  await watching;
  await Promise.all([blocker.end(), waiter.end()]);
  await environment.close();
});
