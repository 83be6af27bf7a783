import type pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { diffCatalogs } from "../catalog/diff";
import type { Catalog } from "../catalog/model";
import { readCatalog } from "../catalog/read";
import { type ChangeWords, understandChange } from "../change/understand";
import { Policy } from "../contracts/environment";
import type { PlanDraft } from "../contracts/plan";
import type { Run } from "../contracts/run";
import { OPERATION_CASES } from "../planner/cases";
import { COMMON } from "../planner/cases/common-tables";
import type { OperationCase } from "../planner/cases/operation-case";
import { planChange } from "../planner/plan";
import { quoteIdentifier } from "../sql/identifiers";
import { rollouts } from "../store/schema";
import { dropPublications } from "../testing/plan-journey";
import { type ServerMajor, TARGET_MAJORS } from "../testing/server-addresses";
import { createWorld, type World } from "./fixture-world";

/** Every kind of operation through a worker; what a plan means is shown where plans are made. */
describe.each(TARGET_MAJORS)("on PostgreSQL %i a worker carries out, takes back and repeats", (major) => {
  let world: World;
  beforeAll(async () => {
    world = await createWorld({ server: major, rows: 1 });
    await world.worker();
  });
  afterAll(async () => {
    await world?.close();
  });

  const cases = OPERATION_CASES.filter((one) => runsOn(one, major));
  it.each(cases)("$kind: $title", async ({ words, naive, setUp = "" }) => {
    const { target } = world;
    // A rollout under way would keep the next plan from the same tables.
    await world.store.db.update(rollouts).set({ closedAt: new Date() });
    await startAnew(world, `${COMMON}; ${setUp}`);
    const expected = naive === null ? null : await afterPlainSql(world, naive, setUp);
    const before = new Map<string, Catalog>();
    const draft = await planFor(target, words);
    const plan = await world.another(draft);
    await plan.approveContract();
    const run = async (phaseId: string, direction: "up" | "down" = "up") =>
      told(await world.finish(await plan.start(phaseId, direction)));
    const up = async (round: string) => {
      for (const node of draft.nodes) {
        if (node.type === "deploy") {
          await plan.deploy(node.id);
          continue;
        }
        before.set(node.id, await readCatalog(target));
        expect(await run(node.id), `${node.id}, ${round}`).toBe("succeeded");
      }
      return readCatalog(target);
    };

    const end = await up("the first time");
    if (expected) expect(diffCatalogs(expected, end)).toEqual([]);
    const phases = draft.nodes.filter((node) => node.type === "phase");
    const last = phases.at(-1)?.id ?? "";
    expect(await run(last), `${last}, done already`).toBe("succeeded");
    expect(diffCatalogs(end, await readCatalog(target)), "done already").toEqual([]);

    for (const [at, { id, steps }] of phases.toReversed().entries()) {
      if (at > 0 || id !== "contract") await plan.rollBackDeploys();
      expect(await run(id, "down"), `${id}, taken back`).toBe("succeeded");
      if (steps.some((step) => !step.revert.lossless)) continue;
      expect(diffCatalogs(before.get(id) ?? end, await readCatalog(target)), `before ${id}`).toEqual([]);
    }
    expect(diffCatalogs(end, await up("again")), "up again").toEqual([]);
  });
});

/** All of them on one version; one of each kind on the others, whose locks and plans differ little. */
function runsOn(one: OperationCase, major: ServerMajor): boolean {
  const there = ({ majors }: OperationCase) => majors?.includes(major) ?? true;
  if (major === 18) return there(one);
  return OPERATION_CASES.find((other) => other.kind === one.kind && there(other)) === one;
}

/** The state, or why it is not the wanted one. */
function told(run: Run): string {
  if (run.state === "succeeded") return run.state;
  const steps = run.steps.map((step) => `${step.id} ${step.state} ${step.error ?? ""}`);
  return `${run.state}: ${JSON.stringify(run.error ?? run.reason)}; ${steps.join("; ")}`;
}

async function startAnew({ target: client, executor }: World, setUp: string): Promise<void> {
  await dropPublications(client);
  const { rows } = await client.query<{ name: string }>(
    "SELECT nspname AS name FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname NOT IN ('information_schema', 'interlock')",
  );
  for (const { name } of rows) await client.query(`DROP SCHEMA ${quoteIdentifier(name)} CASCADE`);
  const kept = await client.query<{ name: string }>(
    "SELECT relname AS name FROM pg_class WHERE relnamespace = to_regnamespace('interlock') AND relkind = 'r' AND relname LIKE '%\\_kept'",
  );
  for (const { name } of kept.rows) await client.query(`DROP TABLE interlock.${quoteIdentifier(name)}`);
  await client.query(`CREATE SCHEMA public AUTHORIZATION ${executor}`);
  await asExecutor(client, executor, `SET search_path = public; ${setUp}; SET search_path = pg_catalog`);
}

/** What the change's plain SQL would leave, on the same tables; they are made anew afterwards. */
async function afterPlainSql(world: World, naive: string, setUp: string): Promise<Catalog> {
  await asExecutor(world.target, world.executor, naive);
  const catalog = await readCatalog(world.target);
  await startAnew(world, `${COMMON}; ${setUp}`);
  return catalog;
}

async function asExecutor(client: pg.Client, executor: string, sql: string): Promise<void> {
  await client.query(`SET ROLE ${executor}`);
  await client.query(sql);
  await client.query("RESET ROLE");
}

async function planFor(client: pg.Client, words: ChangeWords): Promise<PlanDraft> {
  const catalog = { ...(await readCatalog(client)), searchPath: ["public"] };
  const understood = await understandChange(words, catalog);
  if (!understood.ok) throw new Error(JSON.stringify(understood.failure));
  const made = await planChange({
    title: "A change",
    operations: understood.value,
    catalog,
    policy: Policy.parse({}),
    measured: [],
  });
  if (!made.ok) throw new Error(JSON.stringify(made.failure));
  return made.value;
}
