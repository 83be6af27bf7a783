import { expect, it } from "vitest";
import type { RunPace } from "@/lib/contracts/run";
import { createWorld, type World, type WorldOptions } from "@/lib/executor/fixture-world";
import { changePace } from "@/lib/store/runs";
import { latencies, openLoop } from "./open-loop";
import { median, percentile, report, spreadOf } from "./row";

const ROWS = 400_000;
const PER_SECOND = 200;
const PAIRS = 5;

interface Filled {
  readonly rowsPerSecond: number;
  readonly p99Ms: number;
  readonly calmP99Ms: number;
  readonly walBytes: number;
  readonly growth: number;
  /** The same, beside the table as a fresh copy of its rows would be: they are wider than before. */
  readonly room: number;
}

/** The same table made anew, expanded, and filled while the app goes on; `fill` answers when it is done. */
async function filled(
  fill: (world: World) => Promise<void>,
  { rows: count = ROWS, policy = {} }: Pick<WorldOptions, "rows" | "policy"> = {},
): Promise<Filled> {
  const world = await createWorld({ server: 18, rows: count, policy });
  await world.target.query("DROP TRIGGER oracle ON public.people; CHECKPOINT");
  // A process of its own, as people run it: in this one it would hold up the app's clock.
  world.spawnWorker();
  await world.finish(await world.start("expand"), 60_000);
  const load = () =>
    openLoop(world.targetUrl, {
      perSecond: PER_SECOND,
      clients: 8,
      statement: (at) =>
        at % 10 < 3
          ? `UPDATE public.people SET age = age + 1 WHERE id = ${1 + ((at * 7919) % count)}`
          : `SELECT * FROM public.people WHERE id = ${1 + ((at * 7919) % count)}`,
    });
  const quiet = await load();
  await new Promise((resolve) => setTimeout(resolve, 4_000));
  const calm = latencies(await quiet.stop());
  const size = async () => {
    const { rows } = await world.target.query<{ bytes: string }>(
      "SELECT pg_table_size('public.people')::text AS bytes",
    );
    return Number(rows[0]?.bytes);
  };
  const state = async () => {
    const { rows } = await world.target.query<{ wal: string }>(
      "SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::text AS wal",
    );
    return { wal: Number(rows[0]?.wal), bytes: await size() };
  };
  const before = await state();
  const app = await load();
  const startedAt = performance.now();
  await fill(world);
  const seconds = (performance.now() - startedAt) / 1000;
  const during = latencies(await app.stop());
  const after = await state();
  expect(app.errors).toEqual([]);
  const { rows } = await world.target.query<{ left: number }>(
    "SELECT count(*)::int AS left FROM public.people WHERE name IS DISTINCT FROM full_name",
  );
  expect(rows[0]?.left).toBe(0);
  await world.target.query("VACUUM FULL public.people");
  const fresh = await size();
  await world.close();
  return {
    rowsPerSecond: count / seconds,
    p99Ms: percentile(during, 0.99),
    calmP99Ms: percentile(calm, 0.99),
    walBytes: after.wal - before.wal,
    growth: after.bytes / before.bytes,
    room: after.bytes / fresh,
  };
}

async function byRun(world: World, pace: RunPace): Promise<void> {
  const runId = await world.start("backfill");
  if (pace !== "normal")
    await world.store.db.transaction((tx) => changePace(tx, runId, { pace, by: "bench" }));
  const isFilled = (run: Awaited<ReturnType<World["run"]>>) =>
    run.steps.find((step) => step.progress !== null)?.state === "succeeded";
  await world.until(runId, isFilled, 300_000);
}

const ours = (pace: RunPace) => filled((world) => byRun(world, pace));

const oneUpdate = () =>
  filled(async (world) => {
    await world.target.query("SET interlock.backfill = '1'");
    await world.target.query("UPDATE public.people SET name = full_name WHERE name IS NULL");
  });

interface Three {
  readonly ours: Filled;
  readonly fast: Filled;
  readonly other: Filled;
}

it("a backfill beside one UPDATE, both under the same load", async () => {
  const seen: Three[] = [];
  for (let at = 0; at < PAIRS; at++)
    seen.push({ ours: await ours("normal"), other: await oneUpdate(), fast: await ours("fast") });
  const of = (pick: (three: Three) => number) => seen.map(pick);
  const speed = of((pair) => pair.ours.rowsPerSecond / pair.other.rowsPerSecond);
  report({
    area: "backfill",
    what: "rows a second ÷ one UPDATE, with cursor, health checks and progress",
    ours: `${median(speed).toFixed(2)} (${median(of((pair) => pair.ours.rowsPerSecond)).toFixed(0)} rows/s)`,
    other: `${median(of((pair) => pair.other.rowsPerSecond)).toFixed(0)} rows/s`,
    goal: "≥ 0.95",
    met: median(speed) >= 0.95,
    spread: spreadOf(speed),
    control: null,
  });
  const fast = of((three) => three.fast.rowsPerSecond / three.other.rowsPerSecond);
  report({
    area: "backfill",
    what: "the same at the pace “fast”, which does not sleep",
    ours: `${median(fast).toFixed(2)} (app p99 ${median(of((three) => three.fast.p99Ms)).toFixed(1)} ms)`,
    other: null,
    goal: "≥ 0.95",
    met: median(fast) >= 0.95,
    spread: spreadOf(fast),
    control: null,
  });
  const harm = of((pair) => pair.ours.p99Ms / pair.ours.calmP99Ms);
  report({
    area: "backfill",
    what: "app p99 during a backfill ÷ without, pace as it comes",
    ours: `${median(harm).toFixed(2)} (${median(of((pair) => pair.ours.p99Ms)).toFixed(1)} ms)`,
    other: `one UPDATE: ${median(of((pair) => pair.other.p99Ms / pair.other.calmP99Ms)).toFixed(2)}`,
    goal: "≤ 1.5",
    met: median(harm) <= 1.5,
    spread: spreadOf(harm),
    control: `without: ${median(of((pair) => pair.ours.calmP99Ms)).toFixed(1)} ms`,
  });
  const wal = of((pair) => pair.ours.walBytes / pair.other.walBytes);
  report({
    area: "backfill",
    what: "WAL ÷ one UPDATE's",
    ours: median(wal).toFixed(2),
    other: `${(median(of((pair) => pair.other.walBytes)) / 2 ** 20).toFixed(0)} MB`,
    goal: "≤ 1.02",
    met: median(wal) <= 1.02,
    spread: spreadOf(wal),
    control: null,
  });
});

it("a gentle backfill, with vacuums between slices", async () => {
  const seen: Filled[] = [];
  for (let at = 0; at < PAIRS; at++)
    seen.push(
      await filled((world) => byRun(world, "gentle"), { rows: 100_000, policy: { vacuumEveryPercent: 10 } }),
    );
  const harm = seen.map(({ p99Ms, calmP99Ms }) => p99Ms / calmP99Ms);
  report({
    area: "backfill",
    what: "app p99 during a gentle backfill ÷ without",
    ours: `${median(harm).toFixed(2)} (${median(seen.map(({ p99Ms }) => p99Ms)).toFixed(1)} ms)`,
    other: null,
    goal: "≤ 1.1",
    met: median(harm) <= 1.1,
    spread: spreadOf(harm),
    control: `without: ${spreadOf(
      seen.map(({ calmP99Ms }) => calmP99Ms),
      1,
    )} ms`,
  });
  const growth = seen.map((one) => one.growth);
  const room = seen.map((one) => one.room);
  report({
    area: "backfill",
    what: "size of the table after ÷ before, a vacuum every tenth",
    ours: median(growth).toFixed(2),
    other: "without vacuums about 2",
    goal: "≤ 1.15",
    met: median(growth) <= 1.15,
    spread: spreadOf(growth),
    control: `its rows written anew: ${median(seen.map((one) => one.growth / one.room)).toFixed(2)}, so that ${median(room).toFixed(2)} of that is taken`,
  });
});
