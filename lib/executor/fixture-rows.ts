import type pg from "pg";
import { expect } from "vitest";
import { readCatalog } from "../catalog/read";
import { Policy } from "../contracts/environment";
import type { PlanDraft } from "../contracts/plan";
import type { Run } from "../contracts/run";
import { planChange } from "../planner/plan";
import type { World } from "./fixture-world";

/** A policy under which a backfill has a middle to interrupt, however fast the machine. */
export const SLOW = { batchTargetMs: 5, batchPauseRatio: 15 };

/** Whether the run's first step, a backfill, has come as far. */
export const rowsDone =
  (least: number) =>
  (run: Run): boolean =>
    (run.steps[0]?.progress?.rowsDone ?? 0) >= least;

/** Rows of a FROM clause on the target. */
export async function countOf({ target }: World, from: string): Promise<number> {
  const { rows } = await target.query<{ n: number }>(`SELECT count(*)::int AS n FROM ${from}`);
  return rows[0]!.n;
}

/** Every row filled, each written once by us: for tests in which the app writes nothing. */
export async function expectExactlyOnce(world: World, rows: number): Promise<void> {
  expect(await countOf(world, "public.people WHERE name IS DISTINCT FROM full_name")).toBe(0);
  expect(await countOf(world, "oracle.writes")).toBe(rows);
  expect(await countOf(world, "(SELECT DISTINCT id FROM oracle.writes) d")).toBe(rows);
}

/** The rename of people.full_name to name, as the planner plans it on this target. */
export async function planRename(target: pg.Client): Promise<PlanDraft> {
  const made = await planChange({
    title: "Rename people.full_name to name",
    operations: [{ kind: "rename-column", table: "public.people", column: "full_name", to: "name" }],
    catalog: await readCatalog(target),
    policy: Policy.parse({}),
    measured: [],
  });
  if (!made.ok) throw new Error(JSON.stringify(made.failure));
  return made.value;
}
