import pg from "pg";
import { expect, it } from "vitest";
import type { PlanDraft } from "@/lib/contracts/plan";
import { createWorld, type World } from "@/lib/executor/fixture-world";
import { planned } from "@/lib/testing/plan-journey";
import { latencies, openLoop } from "./open-loop";
import { median, report, spreadOf } from "./row";

const ROWS = 300_000;
const PAIRS = 5;

interface Route {
  readonly what: string;
  /** The plain statement, which is what is planned too. */
  readonly sql: string;
  readonly undo: string;
  readonly prepare?: string;
}
const ROUTES: readonly Route[] = [
  {
    what: "SET NOT NULL",
    sql: "ALTER TABLE public.people ALTER COLUMN age SET NOT NULL",
    undo: "ALTER TABLE public.people ALTER COLUMN age DROP NOT NULL",
  },
  {
    what: "ADD CHECK",
    sql: "ALTER TABLE public.people ADD CONSTRAINT grown CHECK (length(full_name) < 5000)",
    undo: "ALTER TABLE public.people DROP CONSTRAINT grown",
  },
  {
    what: "CREATE INDEX",
    sql: "CREATE INDEX people_by_name ON public.people (full_name)",
    undo: "DROP INDEX public.people_by_name",
  },
  {
    what: "ADD FOREIGN KEY",
    prepare:
      "CREATE TABLE public.ages (age int PRIMARY KEY); INSERT INTO public.ages SELECT generate_series(-10, 100000)",
    sql: "ALTER TABLE public.people ADD CONSTRAINT people_age FOREIGN KEY (age) REFERENCES public.ages (age)",
    undo: "ALTER TABLE public.people DROP CONSTRAINT people_age",
  },
];

const load = (world: World) =>
  openLoop(world.targetUrl, {
    perSecond: 200,
    clients: 12,
    statement: (at) =>
      at % 10 < 3
        ? `UPDATE public.people SET full_name = full_name WHERE id = ${1 + ((at * 7919) % ROWS)}`
        : `SELECT * FROM public.people WHERE id = ${1 + ((at * 7919) % ROWS)}`,
  });

/** The app's worst latency, in ms, while something is done. */
async function worst(world: World, work: () => Promise<void>): Promise<number> {
  const app = await load(world);
  await new Promise((resolve) => setTimeout(resolve, 500));
  await work();
  await new Promise((resolve) => setTimeout(resolve, 500));
  const beats = await app.stop();
  expect(app.errors).toEqual([]);
  return Math.max(...latencies(beats));
}

it.each(ROUTES)(
  "$what beside the app, against the plain statement",
  async ({ what, sql, undo, prepare = "" }) => {
    let plan: PlanDraft | null = null;
    const world = await createWorld({
      server: 18,
      rows: ROWS,
      prepare: `DROP TRIGGER oracle ON public.people; UPDATE public.people SET age = 1 WHERE age IS NULL; ${prepare}; ANALYZE`,
      makePlan: async (target) => {
        plan = await planned(target, { sql });
        return plan;
      },
    });
    try {
      await world.worker();
      const owner = new pg.Client({ connectionString: world.targetUrl });
      await owner.connect();
      const phases =
        (plan as PlanDraft | null)?.nodes.flatMap((node) => (node.type === "phase" ? [node.id] : [])) ?? [];
      expect(phases.length).toBeGreaterThan(0);
      const ours: number[] = [];
      const naive: number[] = [];
      const none: number[] = [];
      for (let at = 0; at < PAIRS; at++) {
        none.push(await worst(world, () => new Promise((resolve) => setTimeout(resolve, 3_000))));
        naive.push(await worst(world, async () => void (await owner.query(sql))));
        await owner.query(undo);
        await world.allowContract();
        ours.push(
          await worst(world, async () => {
            for (const phase of phases)
              expect((await world.finish(await world.start(phase))).state).toBe("succeeded");
          }),
        );
        for (const phase of phases.toReversed())
          expect((await world.finish(await world.start(phase, "down"))).state).toBe("succeeded");
      }
      await owner.end();
      const ratio = median(ours) / median(none);
      report({
        area: "routes",
        what: `${what}: the app's worst latency ÷ without any change`,
        ours: `${ratio.toFixed(2)} (${median(ours).toFixed(0)} ms)`,
        other: `plain statement ${median(naive).toFixed(0)} ms, ${(median(naive) / median(ours)).toFixed(1)} times ours`,
        goal: "≤ 2",
        met: ratio <= 2,
        spread: `${spreadOf(ours, 0)} ms`,
        control: `without: ${spreadOf(none, 0)} ms`,
      });
    } finally {
      await world.close();
    }
  },
);
