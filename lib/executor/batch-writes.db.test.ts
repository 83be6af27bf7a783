import { once } from "node:events";
import type pg from "pg";
import { afterEach, describe, expect, it } from "vitest";
import type { Catalog, Table } from "../catalog/model";
import { readCatalog } from "../catalog/read";
import type { PhaseNode, PlanDraft } from "../contracts/plan";
import { backfillDrafts } from "../planner/backfill";
import { withEstimate } from "../planner/estimate";
import type { RowsToFill } from "../planner/operation-plan";
import { is, not, probeAll } from "../planner/probe";
import { type StepDraft, StepList } from "../planner/step-list";
import { loadParser } from "../sql/parse";
import type { CrashPoint } from "./crashpoint";
import { RENAME_PLAN } from "./fixture-plan";
import { countOf } from "./fixture-rows";
import { createWorld, type World } from "./fixture-world";

let world: World;
afterEach(async () => {
  await world?.close();
});

/** Kept rows have no key of their own: a row kept twice would be there twice. */
const TABLES = `
  CREATE TABLE public.ages (person bigint PRIMARY KEY, age int, copies int NOT NULL DEFAULT 1);
  CREATE TABLE interlock_kept_names (id bigint NOT NULL, full_name text);
  CREATE TABLE interlock_kept_rows (id bigint NOT NULL, full_name text, age int);`;

/** Ages into a table of their own, a tenth of the names in capitals, and the old go. */
function fillsOf(table: Table): readonly RowsToFill[] {
  return [
    {
      table,
      avoid: [],
      title: "Copy ages to public.ages",
      write: {
        kind: "from-batch",
        statement:
          "INSERT INTO public.ages (person, age) SELECT id, age FROM batch ON CONFLICT (person) DO UPDATE SET copies = public.ages.copies + 1",
        pending: "NOT EXISTS (SELECT FROM public.ages WHERE ages.person = people.id)",
      },
    },
    {
      table,
      avoid: [],
      title: "Write names in capitals",
      write: {
        kind: "update",
        assignments: [{ column: "full_name", expression: "upper(full_name)" }],
        pending: "id % 10 = 0 AND full_name <> upper(full_name)",
        archive: { relation: "public.interlock_kept_names", columns: ["id", "full_name"], given: [] },
      },
    },
    {
      table,
      avoid: [],
      title: "Delete the old",
      write: {
        kind: "delete",
        pending: "age > 80",
        archive: { relation: "public.interlock_kept_rows", columns: ["id", "full_name", "age"] },
      },
    },
  ];
}

const SWITCH: StepDraft = {
  id: "swap",
  title: "Swap the names",
  kind: "ddl",
  statements: [
    "ALTER TABLE public.people RENAME COLUMN full_name TO former",
    "ALTER TABLE public.people RENAME COLUMN age TO full_name",
  ],
  probe: probeAll(is.column("public.people", "former"), not(is.column("public.people", "age"))),
  revert: [
    {
      id: "swap-back",
      title: "Swap the names back",
      kind: "ddl",
      statements: [
        "ALTER TABLE public.people RENAME COLUMN full_name TO age",
        "ALTER TABLE public.people RENAME COLUMN former TO full_name",
      ],
      probe: probeAll(is.column("public.people", "age"), not(is.column("public.people", "former"))),
    },
  ],
};

async function makePlan(target: pg.Client): Promise<PlanDraft> {
  await loadParser();
  const catalog = await readCatalog(target);
  const table = catalog.tables.find((one) => one.name === "people");
  const drafts = table ? backfillDrafts(fillsOf(table)) : null;
  if (!drafts?.ok) throw new Error("no plan");
  const phase = (kind: PhaseNode["kind"], from: Catalog, steps: readonly StepDraft[]): PhaseNode => {
    const list = new StepList(from);
    for (const step of steps) list.add(step);
    const shared = { type: "phase" as const, id: kind, kind, title: kind, why: "", compatibleWith: [] };
    const done = list.steps.map((step) => withEstimate(step, { steps: [], nowMs: 0 }));
    return { ...shared, steps: done, destructive: done.some((step) => step.destructive) };
  };
  return {
    ...RENAME_PLAN,
    operations: [],
    nodes: [phase("backfill", catalog, drafts.value), phase("switch", catalog, [SWITCH])],
  };
}

async function expectWritten(rows: number): Promise<void> {
  const { rows: found } = await world.target.query<Record<string, number>>(`SELECT
    (SELECT count(*) FROM public.ages)::int AS ages,
    (SELECT count(*) FROM public.ages WHERE copies > 1)::int AS twice,
    (SELECT count(*) FROM public.people)::int AS left,
    (SELECT count(*) FROM public.people WHERE id % 10 = 0 AND full_name <> upper(full_name))::int AS small,
    (SELECT count(*) FROM public.interlock_kept_rows)::int AS kept,
    (SELECT count(*) FROM public.interlock_kept_names)::int AS names,
    (SELECT count(DISTINCT id) FROM public.interlock_kept_names)::int AS "namesOnce",
    (SELECT count(*) FROM public.interlock_kept_names WHERE full_name <> 'person ' || id)::int AS changed`);
  const old = Array.from({ length: rows }, (_, at) => (at + 1) % 90).filter((age) => age > 80).length;
  expect(found[0]).toEqual({
    ages: rows,
    twice: 0,
    left: rows - old,
    small: 0,
    kept: old,
    names: rows / 10,
    namesOnce: rows / 10,
    changed: 0,
  });
}

describe("a walk over the rows that writes elsewhere, changes and deletes", () => {
  it("takes every row once, keeps what it destroys, and leads to a switch that can be taken back", async () => {
    world = await createWorld({ rows: 3_000, prepare: TABLES, makePlan });
    await world.approveContract();
    await world.worker();
    expect(await world.finish(await world.start("backfill"))).toMatchObject({
      state: "succeeded",
      error: null,
    });
    await expectWritten(3_000);
    // Up to 14 a process of its own collects statistics, some time after what they tell of.
    const analyzed = () =>
      countOf(world, "pg_stat_user_tables WHERE relname = 'ages' AND last_analyze IS NOT NULL");
    await expect.poll(analyzed, { timeout: 30_000 }).toBe(1);
    for (const direction of ["up", "down", "up"] as const) {
      expect(await world.finish(await world.start("switch", direction))).toMatchObject({
        state: "succeeded",
      });
      const { rows } = await world.target.query<{ type: string }>(
        "SELECT pg_typeof(full_name)::text AS type FROM public.people LIMIT 1",
      );
      expect(rows[0]?.type).toBe(direction === "up" ? "integer" : "text");
    }
  });

  it.each(["batch-before-commit:2", "batch-after-commit:2"] as readonly `${CrashPoint}:2`[])(
    "takes every row once when the worker dies at %s",
    async (point) => {
      world = await createWorld({ rows: 3_000, prepare: TABLES, makePlan });
      await world.approveContract();
      const runId = await world.start("backfill");
      const dying = world.spawnWorker({ INTERLOCK_CRASHPOINT: point });
      await once(dying, "exit");
      await world.worker();
      expect(await world.finish(runId)).toMatchObject({ state: "succeeded", error: null });
      await expectWritten(3_000);
    },
  );

  it("copies no row that the app deletes while the batch waits for it", async () => {
    world = await createWorld({ rows: 100, prepare: TABLES, makePlan, policy: { batchTargetMs: 500 } });
    await world.approveContract();
    const app = await world.session();
    await app.query("BEGIN; DELETE FROM public.people WHERE id = 7");
    await world.worker();
    const runId = await world.start("backfill");
    await world.until(runId, (run) => run.steps[0]?.state === "running");
    await app.query("COMMIT");
    expect(await world.finish(runId)).toMatchObject({ state: "succeeded", error: null });
    expect(await countOf(world, "public.ages WHERE person = 7")).toBe(0);
    expect(await countOf(world, "public.ages")).toBe(99);
  });
});
