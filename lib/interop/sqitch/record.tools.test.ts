import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadParser } from "@/lib/sql/parse";
import { findToolHistories, forgetMigrations, recorderOf, recordMigrations } from "@/lib/target/tool-history";
import { type Project, type RealTool, write } from "@/lib/testing/migration-tools/real-tool";
import { sqitch } from "@/lib/testing/migration-tools/sqitch";
import { createWorld, exportOf, phasesOf, toolsHome, type World } from "@/lib/testing/migration-tools/world";
import { runAction } from "@/lib/testing/plan-runner";

const TABLES = ["projects", "changes", "dependencies", "tags", "events"] as const;

/** A project with a URI in a registry of another name, and a change that needs another and says more than letters. */
const odd: RealTool = {
  ...sqitch,
  options: { newest: "shop:second" },
  begin: (project) => {
    write(project, "sqitch.conf", '[core]\n\tengine = pg\n[engine "pg"]\n\tregistry = Team Registry\n');
    const pragmas = "%syntax-version=1.0.0\n%project=shop\n%uri=HTTPS://Example.COM/shop\n\n";
    write(project, "sqitch.plan", pragmas);
    sqitch.later(project, "first", "CREATE TABLE public.team_first (id int PRIMARY KEY)");
    write(project, "deploy/second.sql", "SELECT 2;\n");
    write(project, "revert/second.sql", "SELECT 2;\n");
    appendPlan(
      project,
      "second [first !store:never] 2020-01-02T00:00:00Z Zoë <zoe@example.com> # Größe: a\\nline and \\\\ more\n",
    );
  },
  own: ["Team Registry.*"],
};

const home = toolsHome();
await loadParser();

describe.skipIf((await sqitch.missing(home)) !== null)(
  "a registry with a name, a URI and dependencies",
  () => {
    let byTool: World;
    let byUs: World;
    beforeAll(async () => {
      const sentence = 'rename t.email to "größe \\ x"';
      byTool = await createWorld(odd, home, sentence);
      byUs = await createWorld(odd, home, sentence);
    });
    afterAll(() => Promise.all([byTool?.close(), byUs?.close()]));

    it("gets the rows that Sqitch itself writes, bears tags and reverts, and loses exactly ours", async () => {
      const { project, plan, client } = byUs;
      const recorder = recorderOf("sqitch");
      if (recorder === null) throw new Error("Sqitch has a recorder");
      const [found] = await findToolHistories(client);
      expect([found?.history, found?.applied]).toEqual([
        '"Team Registry".changes',
        ["shop:first", "shop:second"],
      ]);
      const change = (phase: string) => {
        const migrations = recorder.migrations(exportOf(odd, plan, phase).files);
        return { recorder, history: found?.history ?? "", migrations };
      };
      const start = await registryOf(byUs);
      const phases = phasesOf(plan);
      const done: { phase: string; before: readonly string[] }[] = [];
      for (const phase of phases) {
        const { files } = exportOf(odd, plan, phase);
        odd.add(byTool.project, files);
        await odd.migrate(byTool.project);
        const node = plan.nodes.find(({ id }) => id === phase);
        for (const step of node?.type === "phase" ? node.steps : []) {
          if (step.kind !== "check") await runAction(client, step);
        }
        const recorded = await recordMigrations(client, change(phase));
        if (!recorded.ok) throw new Error(recorded.failure);
        done.unshift({ phase, before: recorded.value });
        odd.add(project, files);
      }
      expect(await odd.pending(project)).toBe(0);
      expect(withoutCommitter(await registryOf(byUs))).toEqual(withoutCommitter(await registryOf(byTool)));

      const recorded = await registryOf(byUs);
      for (const { phase, before } of done) {
        expect(await forgetMigrations(client, { ...change(phase), before })).toEqual({
          ok: true,
          value: undefined,
        });
      }
      expect(await registryOf(byUs)).toEqual(start);

      for (const phase of phases) expect((await recordMigrations(client, change(phase))).ok).toBe(true);
      expect(withoutCommitter(await registryOf(byUs))).toEqual(withoutCommitter(recorded));
      await odd.rollback?.(project);
      expect(await odd.pending(project)).toBe(1);
      await odd.migrate(project);
      appendPlan(project, "@v1 2020-01-03T00:00:00Z A Team <team@example.com> # A release\n");
      await odd.migrate(project);
      const [last] = done;
      const tagged = await forgetMigrations(client, {
        ...change(last?.phase ?? ""),
        before: last?.before ?? [],
      });
      expect(tagged.ok ? null : tagged.failure).toMatch(/^a tag or another project's change stands on shop:/);
    });

    it("is not told of what does not come right after its newest change", async () => {
      const { plan, client } = await byUs.anew();
      const recorder = recorderOf("sqitch");
      if (recorder === null) throw new Error("Sqitch has a recorder");
      const history = '"Team Registry".changes';
      const [phase = ""] = phasesOf(plan);
      const failureOf = async (newest: string | undefined) => {
        const migrations = recorder.migrations(exportOf(odd, plan, phase, { newest }).files);
        const recorded = await recordMigrations(client, { recorder, history, migrations });
        return recorded.ok ? null : recorded.failure;
      };
      expect(await failureOf(undefined)).toMatch(/no project ".*newest=shop:second$/);
      expect(await failureOf("store:second")).toMatch(/no project "store".*newest=shop:second$/);
      expect(await failureOf("shop:first")).toMatch(/stands at shop:second, and the files follow shop:first/);
      await client.query(`UPDATE ${history} SET note = 'another' WHERE change = 'second'`);
      expect(await failureOf("shop:second")).toMatch(/deploy --log-only/);
      await client.query(
        `UPDATE ${history} SET note = E'Größe: a\\nline and \\\\ more' WHERE change = 'second'`,
      );
      expect(await failureOf("shop:second")).toBeNull();
    });
  },
);

const appendPlan = ({ dir }: Project, text: string) => appendFileSync(join(dir, "sqitch.plan"), text);

/** Every row of the registry's tables, in the order of what happened. */
async function registryOf({ client }: World) {
  const registry: Record<string, Record<string, unknown>[]> = {};
  for (const table of TABLES) {
    const { rows } = await client.query<{ row: Record<string, unknown> }>(
      `SELECT pg_catalog.to_jsonb(t) AS row FROM "Team Registry".${table} AS t
       ORDER BY pg_catalog.to_jsonb(t) ->> 'committed_at', pg_catalog.to_jsonb(t)`,
    );
    registry[table] = rows.map(({ row }) => row);
  }
  return registry;
}

/** Who wrote the rows, and when, is another's and another moment. */
function withoutCommitter(registry: Awaited<ReturnType<typeof registryOf>>) {
  const own = /^(committed_at|committer_name|committer_email|created_at)$/;
  return Object.entries(registry).map(([table, rows]) => [
    table,
    rows.map((row) => Object.fromEntries(Object.entries(row).filter(([name]) => !own.test(name)))),
  ]);
}
