import type pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { diffCatalogs } from "@/lib/catalog/diff";
import type { ToolId } from "@/lib/contracts/interop";
import type { Plan } from "@/lib/contracts/plan";
import { loadParser } from "@/lib/sql/parse";
import {
  findToolHistories,
  forgetMigrations,
  type HistoryChange,
  recorderOf,
  recordMigrations,
} from "@/lib/target/tool-history";
import { missingTools, REAL_TOOLS } from "@/lib/testing/migration-tools";
import type { Project, RealTool } from "@/lib/testing/migration-tools/real-tool";
import {
  connect,
  createWorld,
  exportOf,
  phasesOf,
  toolsHome,
  type World,
} from "@/lib/testing/migration-tools/world";
import { runAction } from "@/lib/testing/plan-runner";
import { namesOf } from "./recorder";

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

const home = toolsHome();
await loadParser();
const missing = await missingTools(home);

describe.each(REAL_TOOLS.map((tool) => [tool.id, tool] as const))("%s", (id, tool) => {
  describe.skipIf(missing.has(id)).each(Object.entries(FAMILIES))("%s", (_, sentence) => {
    let world: World;
    beforeAll(async () => {
      world = await createWorld(tool, home, sentence);
    });
    afterAll(() => world?.close());

    it("applies our files up and down, ends where the plan does, and goes on with the team's own", async () => {
      const { project, plan, catalog } = world;
      const start = await catalog();
      const exported = await applyAll(tool, project, plan);
      expect(diffCatalogs(await world.expected(plan), await catalog())).toEqual([]);
      await expectRowsAsOurs(tool, world);

      if (tool.rollback) {
        for (let at = 0; at < exported; at++) await tool.rollback(project);
        expect(await tool.pending(project)).toBe(exported);
        if (isLossless(plan)) expect(diffCatalogs(start, await catalog())).toEqual([]);
        await tool.migrate(project);
        expect(await tool.pending(project)).toBe(0);
      }
      if (tool.takeBackByHand) {
        const files = phasesOf(plan).flatMap((phase) => exportOf(tool, plan, phase).files);
        await tool.takeBackByHand(project, files);
        if (isLossless(plan)) expect(diffCatalogs(start, await catalog())).toEqual([]);
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
        let last: (HistoryChange & { readonly before: readonly string[] }) | null = null;
        for (const node of plan.nodes) {
          if (node.type !== "phase") continue;
          for (const step of node.steps) if (step.kind !== "check") await runAction(client, step);
          const { files } = exportOf(tool, plan, node.id);
          tool.add(project, files);
          expect(await tool.pending(project), node.id).toBeGreaterThan(0);
          const migrations = recorder.migrations(files);
          const rows = await rowsOf(client, history);
          const recorded = await recordMigrations(client, { recorder, history, migrations });
          if (!recorded.ok) throw new Error(recorded.failure);
          const change = { recorder, history, migrations, before: recorded.value };
          expect(await tool.pending(project), node.id).toBe(0);
          expect((await forgetMigrations(client, change)).ok).toBe(true);
          expect(await rowsOf(client, history)).toEqual(rows);
          expect(await tool.pending(project), node.id).toBeGreaterThan(0);
          expect((await recordMigrations(client, change)).ok).toBe(true);
          last = change;
        }
        const end = await catalog();
        await tool.migrate(project);
        expect(await tool.pending(project)).toBe(0);
        expect(diffCatalogs(end, await catalog())).toEqual([]);
        if (last === null) throw new Error("a plan has phases");
        tool.later(
          project,
          LATER[tool.id] ?? "20990101000000_later",
          "CREATE TABLE public.team_later (id int)",
        );
        expect(await tool.pending(project)).toBe(1);
        await tool.migrate(project);
        expect((await catalog()).tables.some(({ name }) => name === "team_later")).toBe(true);
        const gap = await forgetMigrations(client, last);
        expect(gap.ok ? null : gap.failure).toEqual(
          STOPS_AT_GAPS.includes(id) ? expect.stringMatching(/first$/) : null,
        );
      },
    );
  });

  it.skipIf(missing.has(id) || recorderOf(id) === null)(
    "is left alone in the middle of a run, where its history would not bear it",
    async () => {
      const world = await createWorld(tool, home, FAMILIES.additive);
      const gate = await connect(world);
      try {
        const { project, plan, client } = world;
        const recorder = recorderOf(id);
        if (recorder === null) throw new Error("skipped where there is none");
        const history = (await findToolHistories(client))[0]?.history ?? "";
        const { name, newest } = GATES[id] ?? { name: "20250101000000_gate", newest: "20250101000000_gate" };
        await gate.query("BEGIN; LOCK TABLE public.team_first");
        tool.later(project, name, "ALTER TABLE public.team_first ADD COLUMN gate int");
        const running = tool.migrate(project);
        await expect
          .poll(
            async () =>
              (
                await client.query(
                  "SELECT FROM pg_catalog.pg_locks WHERE relation = 'public.team_first'::regclass AND NOT granted",
                )
              ).rowCount,
            { timeout: 60_000 },
          )
          .toBe(1);

        const [phase] = plan.nodes.filter((node) => node.type === "phase");
        for (const step of phase?.steps ?? []) await runAction(client, step);
        const { files } = exportOf(tool, plan, phase?.id ?? "", { newest });
        const change = { recorder, history, migrations: recorder.migrations(files) };
        const beside = await recordMigrations(client, change);
        expect(beside.ok).toBe(BEARS_RECORDS_BESIDE.includes(id));

        await gate.query("ROLLBACK");
        await running;
        tool.add(project, files);
        const after = await recordMigrations(client, change);
        expect(after.ok ? null : after.failure).toBe(null);
        expect(await tool.pending(project)).toBe(0);
      } finally {
        await gate.end();
        await world.close();
      }
    },
  );
});

/** The tool's own rows for our files are those that we would have recorded. */
async function expectRowsAsOurs(tool: RealTool, { client, plan }: World): Promise<void> {
  const recorder = recorderOf(tool.id);
  if (recorder === null) return;
  const ours = phasesOf(plan).flatMap((phase) => recorder.migrations(exportOf(tool, plan, phase).files));
  const applied = (await findToolHistories(client))[0]?.applied ?? [];
  // Alembic keeps where it stands, and nothing of how it got there.
  const names = tool.id === "alembic" ? namesOf(ours).slice(-1) : namesOf(ours);
  expect(applied.slice(-names.length)).toEqual(names);
  if (tool.kept === null) return;
  const { rows } = await client.query(tool.kept);
  expect(rows.slice(-ours.length)).toEqual(ours.map(({ name, detail }) => ({ name, ...detail })));
}

async function rowsOf(client: pg.Client, history: string): Promise<readonly unknown[]> {
  return (await client.query(`SELECT pg_catalog.to_jsonb(h) AS row FROM ${history} AS h ORDER BY 1`)).rows;
}

/** Names of later migrations by tools that want them in another form. */
const LATER: Partial<Record<ToolId, string>> = {
  "node-pg-migrate": "4070908800000_later",
  typeorm: "Later4070908800000",
  sequelize: "20990101000000-later",
  sqitch: "later",
  drizzle: "later",
  alembic: "later",
};

/** Tools that stop at a gap below what is applied, or never fill it. */
const STOPS_AT_GAPS: readonly ToolId[] = ["node-pg-migrate", "drizzle", "alembic", "django", "sqitch"];

/** Tools without a lock whose rows do not depend on each other: ours may be written while they work. */
const BEARS_RECORDS_BESIDE: readonly ToolId[] = ["sequelize", "dbmate", "typeorm", "drizzle"];

/** A migration of the team's before ours, and what the export is told then; by tools that want another form. */
const GATES: Partial<Record<ToolId, { readonly name: string; readonly newest: string }>> = {
  "node-pg-migrate": { name: "1735689600000_gate", newest: "1735689600000_gate" },
  typeorm: { name: "Gate1735689600000", newest: "1735689600000-Gate" },
  sequelize: { name: "20250101000000-gate", newest: "20250101000000-gate" },
  drizzle: { name: "gate", newest: "0001_gate" },
  alembic: { name: "gate", newest: "bbbbbbbbbbbb" },
  django: { name: "gate", newest: "0002_gate" },
  sqitch: { name: "gate", newest: "shop:gate" },
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

function isLossless(plan: Plan): boolean {
  return plan.nodes.every(
    (node) => node.type !== "phase" || node.steps.every((step) => step.revert.lossless),
  );
}
