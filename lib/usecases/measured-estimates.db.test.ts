import { asc, eq } from "drizzle-orm";
import { afterEach, expect, it } from "vitest";
import type { Operation } from "../contracts/operation";
import { planRename } from "../executor/fixture-rows";
import { createWorld, type World } from "../executor/fixture-world";
import { environments, measuredSteps } from "../store/schema";
import { stepsOf } from "../testing/plan-runner";
import { planWords } from "./plan-words";

let world: World;
afterEach(async () => {
  await world?.close();
});

const ROWS = 20_000;
/** A rename of it fills a column, proves a NOT NULL and builds an index. */
const PREPARE = `
  CREATE INDEX people_name ON public.people (full_name);
  ALTER TABLE public.people ALTER full_name SET NOT NULL`;

const NEXT: readonly Operation[] = [
  { kind: "set-not-null", table: "public.people", column: "age", backfill: "0" },
  {
    kind: "create-index",
    table: "public.people",
    keys: "age",
    unique: false,
    method: "btree",
    include: [],
    where: null,
    name: null,
  },
];

async function planNext(environmentId: string) {
  const words = { environmentId, title: "Next", operations: NEXT };
  const planned = await planWords({ store: world.store }, words, { catalogMaxAgeMs: 0 });
  if (!planned.ok) throw new Error(JSON.stringify(planned.failure));
  const { plan } = planned.value;
  const bases = stepsOf(plan, ...plan.nodes.map(({ id }) => id)).map(({ estimate }) => estimate.basis);
  return { hash: plan.hash, bases: bases.filter((basis) => !basis.startsWith("Changes the catalog only")) };
}

it("keeps what each step of a run showed, and plans by it there and nowhere else", async () => {
  world = await createWorld({ rows: ROWS, prepare: PREPARE, makePlan: planRename });
  const { db } = world.store;
  const before = await planNext(world.environmentId);
  expect(before.bases.length).toBeGreaterThanOrEqual(3);
  for (const basis of before.bases) expect(basis).toMatch(/a second, assumed: no .+ measured here yet/);

  await world.worker();
  let runId = "";
  for (const phase of ["expand", "backfill"]) {
    runId = await world.start(phase);
    expect((await world.finish(runId)).state).toBe("succeeded");
  }

  const measured = await db.select().from(measuredSteps).orderBy(asc(measuredSteps.seq));
  expect(measured.map(({ kind, stepId }) => [kind, stepId])).toEqual([
    ["backfill", "rows-public.people"],
    ["scan", "o1-not-null-validate"],
    ["index-build", "o1-people_name-build"],
  ]);
  for (const step of measured) {
    expect(step).toMatchObject({ environmentId: world.environmentId, runId });
    expect(step.rows).toBeGreaterThanOrEqual(ROWS);
    expect(step.bytes).toBeGreaterThan(1024 * 1024);
    expect(step.ms).toBeGreaterThan(0);
  }

  const after = await planNext(world.environmentId);
  const of = (words: RegExp) => after.bases.filter((basis) => words.test(basis));
  expect(of(/^about [\d,]+ rows at [\d,]+ rows a second: 1 backfill measured here/)).toHaveLength(1);
  expect(of(/^about [\d.]+ MB at [\d.]+ .B a second: 1 index build measured here/)).toHaveLength(1);
  expect(of(/^about [\d.]+ MB at [\d.]+ .B a second: 1 scan measured here/)).toHaveLength(1);
  expect(after.hash, "estimates are no part of what is approved").toBe(before.hash);

  await world.another(await planRename(world.target), "twin");
  const [twin] = await db.select().from(environments).where(eq(environments.name, "twin"));
  const elsewhere = await planNext(twin!.id);
  expect(elsewhere.hash).toBe(before.hash);
  for (const basis of elsewhere.bases) expect(basis).toMatch(/a second, assumed: no .+ measured here yet/);
});
