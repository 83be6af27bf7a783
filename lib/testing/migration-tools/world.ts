import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import type { Catalog } from "@/lib/catalog/model";
import { readCatalog } from "@/lib/catalog/read";
import type { ExportOptions, PlanExport, RepositoryFile } from "@/lib/contracts/interop";
import type { Plan } from "@/lib/contracts/plan";
import { exportPlan } from "@/lib/interop/export-plan";
import { COMMON } from "@/lib/planner/cases/common-tables";
import { relationName } from "@/lib/sql/identifiers";
import { installNpmTools } from "../install-npm-tools";
import { planOfSentence } from "../plan-of-sentence";
import { runAction } from "../plan-runner";
import { createTestDatabase, type TestDatabase } from "../postgres";
import type { Project, RealTool } from "./real-tool";

/** Installs what npm has of the tools; the folder they are in, with the projects that call them. */
export const toolsHome = (): string => installNpmTools(join(import.meta.dirname, "npm"));

/** A team with one tool, a database with tables, and a plan for it. */
export interface World {
  readonly url: string;
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

/** The team's first migration has run. `loadParser()` must have been awaited. */
export async function createWorld(
  tool: RealTool,
  home: string,
  sentence: string,
  major: 15 | 18 = 18,
): Promise<World> {
  const [database, copy] = await Promise.all([createTestDatabase(major), createTestDatabase(major)]);
  const [client, own] = await Promise.all([connect(database), connect(copy)]);
  const projects = join(home, "projects");
  mkdirSync(projects, { recursive: true });
  const project = { dir: mkdtempSync(join(projects, `${tool.id}-`)), url: database.url };
  // First: Prisma does not begin in a database that has tables already.
  tool.begin(project);
  await tool.migrate(project);
  await client.query(COMMON);
  const others: World[] = [];
  await client.query("CREATE SCHEMA IF NOT EXISTS interlock");
  await own.query(`CREATE SCHEMA interlock; ${COMMON}; CREATE TABLE public.team_first (id int PRIMARY KEY)`);
  return {
    url: database.url,
    project,
    client,
    plan: await planFor(own, sentence),
    anew: async () => {
      const world = await createWorld(tool, home, sentence, major);
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

export async function connect({ url }: Pick<TestDatabase, "url">): Promise<pg.Client> {
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
    schemas: catalog.schemas?.filter(({ name }) => !own.includes(`${name}.*`)) ?? [],
  };
}

/** The files of one phase as this team wants them. */
export function exportOf(
  tool: RealTool,
  plan: Plan,
  phase: string,
  more: ExportOptions = {},
  repository: readonly RepositoryFile[] = [],
): PlanExport {
  const exported = exportPlan(plan, tool.id, { ...tool.options, ...more, phase }, repository);
  if (!exported.ok) throw new Error(exported.failure);
  return exported.value;
}

/** The phases of a plan, in order. */
export const phasesOf = (plan: Plan): readonly string[] =>
  plan.nodes.filter((node) => node.type === "phase").map(({ id }) => id);
