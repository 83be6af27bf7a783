import { afterAll, beforeAll, expect, it } from "vitest";
import { createWorld, type World } from "@/lib/executor/fixture-world";
import { latencies, openLoop } from "./open-loop";
import { median, percentile, report, spreadOf } from "./row";

const ROWS = 20_000;
const TRIES = 50;
const READERS = 4;
const HOLD_S = 0.06;
const LIMIT_MS = 12_000;

let world: World;
beforeAll(async () => {
  world = await createWorld({ server: 18, rows: ROWS });
  await world.target.query("DROP TRIGGER oracle ON public.people");
  await world.worker();
});
afterAll(() => world?.close());

/** Readers that each hold the table for a moment and overlap, so that it is hardly ever free of all of them. */
async function overlappingReaders(): Promise<() => Promise<void>> {
  let isOver = false;
  const loops = Array.from({ length: READERS }, async () => {
    const reader = await world.session();
    while (!isOver) {
      await reader.query("BEGIN");
      await reader.query("SELECT 1 FROM public.people LIMIT 1");
      await reader.query(`SELECT pg_sleep(${HOLD_S})`);
      await reader.query("COMMIT");
    }
  });
  return async () => {
    isOver = true;
    await Promise.all(loops);
  };
}

const load = () =>
  openLoop(world.targetUrl, {
    perSecond: 100,
    clients: 8,
    statement: (at) => `SELECT * FROM public.people WHERE id = ${1 + ((at * 7919) % ROWS)}`,
  });

it("into a table that short readers never leave", async () => {
  const stop = await overlappingReaders();
  const quiet = await load();
  await new Promise((resolve) => setTimeout(resolve, 6_000));
  const calmMs = percentile(latencies(await quiet.stop()), 0.999);
  const waits: number[] = [];
  const added: number[] = [];
  for (let at = 0; at < TRIES; at++) {
    const app = await load();
    const startedAt = performance.now();
    const runId = await world.start("expand");
    await world.until(runId, ({ steps }) => steps[0]?.state === "succeeded", 60_000);
    waits.push(performance.now() - startedAt);
    expect((await world.finish(runId)).state).toBe("succeeded");
    const beats = await app.stop();
    expect(app.errors).toEqual([]);
    added.push(Math.max(0, Math.max(...latencies(beats)) - calmMs));
    expect((await world.finish(await world.start("expand", "down"))).state).toBe("succeeded");
  }
  await stop();
  const inTime = waits.filter((ms) => ms <= LIMIT_MS).length;
  report({
    area: "locks",
    what: `in within ${LIMIT_MS / 1000} s where ${READERS} readers of ${HOLD_S * 1000} ms overlap`,
    ours: `${inTime} of ${TRIES} (median ${median(waits).toFixed(0)} ms)`,
    other: null,
    goal: "all",
    met: inTime === TRIES,
    spread: `${spreadOf(waits, 0)} ms`,
    control: null,
  });
  report({
    area: "locks",
    what: "the app's worst latency meanwhile, beyond its worst in 1,000 without us",
    ours: `${median(added).toFixed(0)} ms (max ${Math.max(...added).toFixed(0)} ms)`,
    other: null,
    goal: "≤ 60 ms",
    met: Math.max(...added) <= 60,
    spread: `${spreadOf(added, 0)} ms`,
    control: `worst in 1,000 without us: ${calmMs.toFixed(0)} ms`,
  });
});
