import pg from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createWorld, type World } from "@/lib/executor/fixture-world";
import { type Beat, latencies, openLoop, stalledMs } from "./open-loop";
import { median, percentile, report, spreadOf } from "./row";

const ROWS = 50_000;
const PER_SECOND = 200;
const BLOCKER_MS = 10_000;
const PAIRS = 5;

let world: World;
beforeAll(async () => {
  world = await createWorld({ server: 18, rows: ROWS });
  await world.target.query("DROP TRIGGER oracle ON public.people");
  // A process of its own, as people run it: in this one it would hold up the app's clock.
  world.spawnWorker();
});
afterAll(() => world?.close());

const load = () =>
  openLoop(world.targetUrl, {
    perSecond: PER_SECOND,
    clients: 16,
    statement: (at) =>
      at % 10 < 3
        ? `UPDATE public.people SET age = age + 1 WHERE id = ${1 + ((at * 7919) % ROWS)}`
        : `SELECT * FROM public.people WHERE id = ${1 + ((at * 7919) % ROWS)}`,
  });

interface Seen {
  readonly beats: readonly Beat[];
  /** From the moment the blocker left to the moment we were in. */
  readonly inAfterMs: number;
}

/** A reader holds the table for ten seconds; half a second in, `want` tries to change it. */
async function behindABlocker(want: () => Promise<number>): Promise<Seen> {
  const app = await load();
  const reader = await world.session();
  await reader.query("BEGIN");
  await reader.query("SELECT count(*) FROM public.people");
  await new Promise((resolve) => setTimeout(resolve, 500));
  const wanted = want();
  await new Promise((resolve) => setTimeout(resolve, BLOCKER_MS - 500));
  await reader.query("COMMIT");
  const leftAt = performance.now();
  const inAt = await wanted;
  await new Promise((resolve) => setTimeout(resolve, 500));
  const beats = await app.stop();
  expect(app.errors).toEqual([]);
  return { beats, inAfterMs: inAt - leftAt };
}

/** A run of the plan's expand phase; taken back afterwards. */
async function ours(): Promise<Seen> {
  let runId = "";
  const seen = await behindABlocker(async () => {
    runId = await world.start("expand");
    // The first step takes the table's lock; the others follow once it is in.
    await world.until(runId, ({ steps }) => steps[0]?.state === "succeeded", 60_000);
    return performance.now();
  });
  await world.finish(runId);
  await world.finish(await world.start("expand", "down"));
  return seen;
}

/** What is in use elsewhere: a lock_timeout of 500 ms, then exponential back-off from one second, with jitter. */
async function backingOff(): Promise<Seen> {
  const client = new pg.Client({ connectionString: world.targetUrl });
  await client.connect();
  const seen = await behindABlocker(async () => {
    await client.query("SET lock_timeout = '500ms'");
    for (let sleepMs = 1_000; ; sleepMs = Math.min(sleepMs * 2, 60_000)) {
      try {
        await client.query("ALTER TABLE public.people ADD COLUMN other text");
        return performance.now();
      } catch {
        await new Promise((resolve) => setTimeout(resolve, sleepMs * (0.9 + Math.random() * 0.2)));
      }
    }
  });
  await client.query("ALTER TABLE public.people DROP COLUMN other");
  await client.end();
  return seen;
}

it("behind a reader of ten seconds", async () => {
  const quiet = await load();
  await new Promise((resolve) => setTimeout(resolve, 8_000));
  const calm = latencies(await quiet.stop());
  // Late is what the same load without any change is not: its worst in a thousand, and a little.
  const lateMs = percentile(calm, 0.999) + 5;
  const seen: { ours: Seen; other: Seen; nothing: Seen }[] = [];
  for (let at = 0; at < PAIRS; at++)
    seen.push({
      ours: await ours(),
      other: await backingOff(),
      nothing: await behindABlocker(async () => performance.now()),
    });
  const stalls = seen.map((pair) => stalledMs(pair.ours.beats, lateMs));
  const others = seen.map((pair) => stalledMs(pair.other.beats, lateMs));
  const nothings = seen.map((three) => stalledMs(three.nothing.beats, lateMs));
  const waits = seen.map((pair) => pair.ours.inAfterMs);
  const ratio = median(stalls) / median(others);
  report({
    area: "locks",
    what: `app stall behind a ${BLOCKER_MS / 1000} s reader ÷ with 500 ms and back-off`,
    ours: `${ratio.toFixed(3)} (${median(stalls).toFixed(0)} ms)`,
    other: `${median(others).toFixed(0)} ms`,
    goal: "≤ 0.01",
    met: ratio <= 0.01,
    spread: `${spreadOf(stalls, 0)} ms; other ${spreadOf(others, 0)} ms`,
    control: `no change: ${median(nothings).toFixed(0)} ms (${spreadOf(nothings, 0)}); late is more than ${lateMs.toFixed(0)} ms`,
  });
  report({
    area: "locks",
    what: "in after the reader left, p50 / max",
    ours: `${median(waits).toFixed(0)} / ${Math.max(...waits).toFixed(0)} ms`,
    other: `${median(seen.map((pair) => pair.other.inAfterMs)).toFixed(0)} / ${Math.max(...seen.map((pair) => pair.other.inAfterMs)).toFixed(0)} ms`,
    goal: "≤ 150 / 400 ms",
    met: median(waits) <= 150 && Math.max(...waits) <= 400,
    spread: `${spreadOf(waits, 0)} ms`,
    control: null,
  });
});
