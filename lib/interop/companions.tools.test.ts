import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { loadParser } from "@/lib/sql/parse";
import { recorderOf } from "@/lib/target/tool-history";
import { missingTools } from "@/lib/testing/migration-tools";
import { alembic, alembicHeads } from "@/lib/testing/migration-tools/alembic";
import { django, manage } from "@/lib/testing/migration-tools/django";
import { dateNewest, drizzle, drizzleKit } from "@/lib/testing/migration-tools/drizzle";
import { rails, ruby } from "@/lib/testing/migration-tools/rails";
import { type Project, type RealTool, write } from "@/lib/testing/migration-tools/real-tool";
import { createWorld, exportOf, phasesOf, toolsHome, type World } from "@/lib/testing/migration-tools/world";
import { createTestDatabase } from "@/lib/testing/postgres";

/**
 * What some tools keep beside their migrations and make the next one from: after ours it must say what ours did, so that
 * the team's next migration holds their own change and nothing else.
 */

const home = toolsHome();
await loadParser();
const missing = await missingTools(home);

const SENTENCE = "rename t.email to mail";

function companion(tool: RealTool, what: string, test: (world: World) => Promise<void>, major: 15 | 18 = 18) {
  it.skipIf(missing.has(tool.id))(`${tool.id}: ${what}`, async () => {
    const world = await createWorld(tool, home, SENTENCE, major);
    try {
      await test(world);
    } finally {
      await world.close();
    }
  });
}

/** Adds the expand phase's files, which put the new column beside the old one. */
function addExpand(tool: RealTool, { project, plan }: World, newest: string): void {
  tool.add(project, exportOf(tool, plan, "expand", { newest }).files);
}

const read = ({ dir }: Project, path: string) => readFileSync(join(dir, path), "utf8");

companion(
  drizzle,
  "generate takes up the schema, and then finds only the team's own change",
  async (world) => {
    const { project } = world;
    const generate = async (name: string, columns: string) => {
      const table = `pgTable("t", { id: integer().primaryKey(), email: varchar({ length: 200 }), ${columns} })`;
      write(
        project,
        "schema.js",
        `const { integer, pgTable, text, varchar } = require("drizzle-orm/pg-core");\nexports.t = ${table};\n`,
      );
      await drizzleKit(project, "generate", "--name", name);
      return readdirSync(join(project.dir, "drizzle")).find((file) => file.endsWith(`_${name}.sql`)) ?? "";
    };
    const empty = (file: string) => write(project, `drizzle/${file}`, "SELECT 1;\n");
    empty(await generate("base", ""));
    dateNewest(project, Date.UTC(2026, 0, 1));
    await drizzle.migrate(project);

    addExpand(drizzle, world, "0001_base");
    expect(await drizzle.pending(project)).toBeGreaterThan(0);
    const state = await generate("state", "mail: varchar({ length: 200 }),");
    expect(read(project, `drizzle/${state}`)).toContain('ADD COLUMN "mail"');
    empty(state);
    await drizzle.migrate(project);
    expect(await drizzle.pending(project)).toBe(0);
    expect(await drizzleKit(project, "check")).toContain("Everything's fine");

    const own = await generate("own", "mail: varchar({ length: 200 }), nick: text(),");
    expect(read(project, `drizzle/${own}`).trim()).toBe('ALTER TABLE "t" ADD COLUMN "nick" text;');
  },
);

companion(
  django,
  "makemigrations finds nothing after the state is told, and then only the team's own change",
  async (world) => {
    const { project } = world;
    const models = (columns: readonly string[]) =>
      write(
        project,
        "app/models.py",
        [
          "from django.db import models",
          "class T(models.Model):",
          "    id = models.IntegerField(primary_key=True)",
          ...["email", ...columns].map((name) => `    ${name} = models.CharField(max_length=200, null=True)`),
          "    class Meta:",
          '        db_table = "t"',
          "",
        ].join("\n"),
      );
    models([]);
    await manage(project, "makemigrations", "app", "--name", "base");
    await manage(project, "migrate", "app", "--fake");

    addExpand(django, world, "0002_base");
    models(["mail"]);
    await manage(project, "makemigrations", "app", "--name", "state");
    const path = `app/migrations/${readdirSync(join(project.dir, "app/migrations")).find((file) => file.endsWith("_state.py"))}`;
    write(
      project,
      path,
      read(project, path)
        .replace("operations = [", "operations = [migrations.SeparateDatabaseAndState(state_operations=[")
        .replace(/\]\s*$/, "])]\n"),
    );
    await django.migrate(project);
    expect(await django.pending(project)).toBe(0);
    expect(await manage(project, "makemigrations", "--check", "--dry-run")).toContain("No changes detected");

    models(["mail", "nick"]);
    const own = await manage(project, "makemigrations", "--dry-run", "--verbosity", "3");
    expect([...own.matchAll(/migrations\.(\w+)\(/g)].map(([, kind]) => kind)).toEqual(["AddField"]);
    expect(own).toContain("name='nick'");
  },
);

companion(
  alembic,
  "the files are one line from the head, and the last is the only head",
  async ({ project, plan }) => {
    const revisions = phasesOf(plan).flatMap((phase) => {
      const { files } = exportOf(alembic, plan, phase);
      alembic.add(project, files);
      return (
        recorderOf("alembic")
          ?.migrations(files)
          .map(({ name }) => name) ?? []
      );
    });
    expect((await alembicHeads(project)).trim()).toBe(`${revisions.at(-1)} (head)`);
  },
);

companion(
  rails,
  "schema.rb and structure.sql hold what ran, and a database loaded from either has nothing pending",
  async (world) => {
    const { project, client } = world;
    // Rails 6.1 has no word for an enum, and leaves tables with one out of schema.rb.
    await client.query('ALTER TABLE public.t DROP COLUMN state; DROP SCHEMA "Odd one" CASCADE');
    addExpand(rails, world, "20200101000000_first.rb");
    await rails.migrate(project);
    await ruby(project, "dump");
    const schema = read(project, "db/schema.rb");
    const { rows } = await client.query<{ version: string }>(
      "SELECT max(version) AS version FROM schema_migrations",
    );
    expect(schema).toMatch(/t\.string "mail", limit: 200/);
    expect(schema.replaceAll("_", "")).toContain(`version: ${rows[0]?.version}`);
    expect(schema).not.toContain("zz_interlock");
    expect(read(project, "db/structure.sql")).toContain("CREATE TRIGGER zz_interlock");
    for (const form of ["schema", "structure"]) {
      const fresh = await createTestDatabase(15);
      try {
        const there = { ...project, url: fresh.url };
        await ruby(there, `load-${form}`);
        expect(await rails.pending(there), form).toBe(0);
      } finally {
        await fresh.drop();
      }
    }
  },
  15,
);
