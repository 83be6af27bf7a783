import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { diffCatalogs } from "@/lib/catalog/diff";
import type { Catalog } from "@/lib/catalog/model";
import { readCatalog } from "@/lib/catalog/read";
import type { PlanExport } from "@/lib/contracts/interop";
import type { Plan } from "@/lib/contracts/plan";
import { COMMON } from "@/lib/planner/cases/common-tables";
import { relationName } from "@/lib/sql/identifiers";
import { loadParser } from "@/lib/sql/parse";
import { findToolHistories, forgetMigrations, recorderOf, recordMigrations } from "@/lib/target/tool-history";
import { installNpmTools } from "@/lib/testing/install-npm-tools";
import { REAL_TOOLS } from "@/lib/testing/migration-tools";
import type { Project, RealTool } from "@/lib/testing/migration-tools/real-tool";
import { planOfSentence } from "@/lib/testing/plan-of-sentence";
import { runAction } from "@/lib/testing/plan-runner";
import { createTestDatabase, type TestDatabase } from "@/lib/testing/postgres";
import { exportPlan } from "./export-plan";
import type { Migration } from "./recorder";

/** One change of each family. */
const FAMILIES = {
  additive: "add column t.nick varchar(40) default 'x'",
  rename: "rename t.email to mail",
  "type change": "change t.email to varchar(300)",
  "not null": "make t.age not null",
  "foreign key": "add foreign key t.parent_code references parents.code",
  index: "create index on t (age)",
  drop: "drop column t.email",
} as const;

const home = installNpmTools(join(import.meta.dirname, "../testing/migration-tools/npm"));
await loadParser();
const missing = new Map<string, string>();
for (const tool of REAL_TOOLS) {
  const why = await tool.missing(home);
  if (why === null) continue;
  missing.set(tool.id, why);
  console.log(`skipped: ${tool.id}: ${why}`);
}

describe.each(REAL_TOOLS.map((tool) => [tool.id, tool] as const))("%s", (id, tool) => {
  describe.skipIf(missing.has(id)).each(Object.entries(FAMILIES))("%s", (_, sentence) => {
    let world: World;
    beforeAll(async () => {
      world = await createWorld(tool, sentence);
    });
    afterAll(() => world?.close());

    it("applies our files up and down, ends where the plan does, and goes on with the team's own", async () => {
      const { project, plan, catalog } = world;
      const start = await catalog();
      const exported = await applyAll(tool, project, plan);
      expect(diffCatalogs(await world.expected(plan), await catalog())).toEqual([]);

      if (tool.rollback) {
        for (let at = 0; at < exported; at++) await tool.rollback(project);
        expect(await tool.pending(project)).toBe(exported);
        if (isLossless(plan)) expect(diffCatalogs(start, await catalog())).toEqual([]);
        await tool.migrate(project);
        expect(await tool.pending(project)).toBe(0);
      }
      tool.later(
        project,
        LATER[tool.id] ?? "20990101000000_later",
        "CREATE TABLE public.team_later (id int)",
      );
      expect(await tool.pending(project)).toBe(1);
      await tool.migrate(project);
      expect((await catalog()).tables.some(({ name }) => name === "team_later")).toBe(true);
    });

    it.skipIf(recorderOf(id) === null)(
      "is told of what Interlock ran: its status is up to date, its run does nothing, and it goes on",
      async () => {
        const { project, plan, client, catalog } = await world.anew();
        const recorder = recorderOf(id);
        if (recorder === null) throw new Error("skipped where there is none");
        const histories = await findToolHistories(client);
        expect(histories.map((one) => one.tool)).toEqual([id]);
        const history = histories[0]?.history ?? "";
        const done: { migrations: readonly Migration[]; before: readonly string[] }[] = [];
        for (const node of plan.nodes) {
          if (node.type !== "phase") continue;
          for (const step of node.steps) if (step.kind !== "check") await runAction(client, step);
          const { files } = exportOf(tool, plan, node.id);
          tool.add(project, files);
          expect(await tool.pending(project), node.id).toBeGreaterThan(0);
          const migrations = recorder.migrations(files);
          const recorded = await recordMigrations(client, { recorder, history, migrations });
          if (!recorded.ok) throw new Error(recorded.failure);
          done.push({ migrations, before: recorded.value });
          expect(await tool.pending(project), node.id).toBe(0);
        }
        const end = await catalog();
        await tool.migrate(project);
        expect(diffCatalogs(end, await catalog())).toEqual([]);
        const last = done.at(-1);
        if (!last) throw new Error("a plan has phases");
        await forgetMigrations(client, { recorder, history, ...last });
        expect(await tool.pending(project)).toBeGreaterThan(0);
        await recordMigrations(client, { recorder, history, ...last });
        tool.later(
          project,
          LATER[tool.id] ?? "20990101000000_later",
          "CREATE TABLE public.team_later (id int)",
        );
        expect(await tool.pending(project)).toBe(1);
        await tool.migrate(project);
        expect((await catalog()).tables.some(({ name }) => name === "team_later")).toBe(true);
      },
    );
  });
});

function exportOf(tool: RealTool, plan: Plan, phase: string): PlanExport {
  const exported = exportPlan(plan, tool.id, { ...tool.options, phase });
  if (!exported.ok) throw new Error(exported.failure);
  return exported.value;
}

/** Names of later migrations by tools that want them in another form. */
const LATER: Partial<Record<RealTool["id"], string>> = {
  "node-pg-migrate": "4070908800000_later",
  typeorm: "Later4070908800000",
  sequelize: "20990101000000-later",
  sqitch: "later",
  drizzle: "later",
  alembic: "later",
};

/** The files of one phase after the other, as they reach the releases. Answers how many migrations they are. */
async function applyAll(tool: RealTool, project: Project, plan: Plan): Promise<number> {
  let count = 0;
  for (const node of plan.nodes) {
    if (node.type !== "phase") continue;
    tool.add(project, exportOf(tool, plan, node.id).files);
    const pending = await tool.pending(project);
    expect(pending, `${node.id} is pending`).toBeGreaterThan(0);
    count += pending;
    await tool.migrate(project);
    expect(await tool.pending(project), `${node.id} is done`).toBe(0);
  }
  return count;
}

interface World {
  readonly project: Project;
  readonly plan: Plan;
  readonly client: pg.Client;
  /** Another of the same, closed with this one. */
  anew(): Promise<World>;
  /** Without what is the tool's own. */
  catalog(): Promise<Catalog>;
  /** Where the plan ends, run by ourselves on a copy. */
  expected(plan: Plan): Promise<Catalog>;
  close(): Promise<void>;
}

async function createWorld(tool: RealTool, sentence: string): Promise<World> {
  const [database, copy] = await Promise.all([createTestDatabase(18), createTestDatabase(18)]);
  const [client, own] = await Promise.all([connect(database), connect(copy)]);
  const projects = join(home, "projects");
  mkdirSync(projects, { recursive: true });
  const project = { dir: mkdtempSync(join(projects, `${tool.id}-`)), url: database.url };
  await client.query(COMMON);
  tool.begin(project);
  await tool.migrate(project);
  const others: World[] = [];
  await client.query("CREATE SCHEMA IF NOT EXISTS interlock");
  await own.query(`CREATE SCHEMA interlock; ${COMMON}; CREATE TABLE public.team_first (id int PRIMARY KEY)`);
  return {
    project,
    client,
    plan: await planFor(own, sentence),
    anew: async () => {
      const world = await createWorld(tool, sentence);
      others.push(world);
      return world;
    },
    catalog: async () => withoutOwn(await readCatalog(client), tool),
    expected: async (plan) => {
      for (const node of plan.nodes) {
        if (node.type === "phase") {
          for (const step of node.steps) if (step.kind !== "check") await runAction(own, step);
        }
      }
      return readCatalog(own);
    },
    close: async () => {
      for (const other of others) await other.close();
      await Promise.all([client.end(), own.end()]);
      await Promise.all([database.drop(), copy.drop()]);
      rmSync(project.dir, { recursive: true, force: true });
    },
  };
}

async function connect({ url }: TestDatabase): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return client;
}

async function planFor(client: pg.Client, sentence: string): Promise<Plan> {
  return planOfSentence({ ...(await readCatalog(client)), searchPath: ["public"] }, sentence);
}

function withoutOwn(catalog: Catalog, { own }: RealTool): Catalog {
  const isOwn = (one: { schema: string; name: string }) =>
    own.includes(relationName(one)) || own.includes(`${one.schema}.*`);
  return {
    ...catalog,
    tables: catalog.tables.filter((one) => !isOwn(one)),
    views: catalog.views.filter((one) => !isOwn(one)),
    sequences: catalog.sequences.filter((one) => !isOwn(one) && !own.includes(one.ownedBy?.relation ?? "")),
    functions: catalog.functions.filter((one) => !isOwn(one)),
  };
}

function isLossless(plan: Plan): boolean {
  return plan.nodes.every(
    (node) => node.type !== "phase" || node.steps.every((step) => step.revert.lossless),
  );
}
