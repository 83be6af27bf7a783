import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { diffCatalogs } from "@/lib/catalog/diff";
import { loadParser } from "@/lib/sql/parse";
import { missingTools } from "@/lib/testing/migration-tools";
import { dateNewest, drizzle, drizzleKit } from "@/lib/testing/migration-tools/drizzle";
import { type Project, write } from "@/lib/testing/migration-tools/real-tool";
import { createWorld, exportOf, phasesOf, toolsHome } from "@/lib/testing/migration-tools/world";

const home = toolsHome();
await loadParser();
const missing = await missingTools(home);

/** `public.t` as the team's TypeScript has it; what a case changes is given by name, null where it goes. */
interface Shape {
  readonly table?: string;
  readonly columns?: Readonly<Record<string, string | null>>;
  readonly parts?: Readonly<Record<string, string | null>>;
  /** More tables and types. */
  readonly more?: string;
}

const COLUMNS = {
  id: "integer().primaryKey()",
  name: 'text().notNull().default("nobody")',
  email: "varchar({ length: 200 })",
  age: "integer()",
  parent_id: "integer()",
  parent_code: "text()",
  slug: "text().notNull()",
  state: "mood()",
};

/** A column inside a template of the schema's. */
const of = (name: string) => `\${t.${name}}`;

const emailIndex = (email: string) =>
  `index("t_email").on(sql\`lower(${of(email)})\`).where(sql\`${of(email)} is not null\`)`;

const PARTS = {
  grown: `check("grown", sql\`${of("age")} >= 0\`)`,
  t_parent: 'foreignKey({ name: "t_parent", columns: [t.parent_id], foreignColumns: [exports.parents.id] })',
  t_slug: 'unique("t_slug").on(t.slug)',
  t_email: emailIndex("email"),
};

function schemaOf({ table = "t", columns = {}, parts = {}, more = "" }: Shape): string {
  const values = (all: Readonly<Record<string, string | null>>) =>
    Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== null);
  const list = values({ ...COLUMNS, ...columns }).map(([name, type]) => `${name}: ${type}`);
  return `const { sql } = require("drizzle-orm");
const { bigint, check, foreignKey, index, integer, pgEnum, pgPolicy, pgTable, primaryKey, text, timestamp, unique, uniqueIndex, varchar } = require("drizzle-orm/pg-core");
const mood = exports.mood = pgEnum("mood", ["sad", "ok"]);
exports.parents = pgTable("parents", { id: integer().primaryKey(), code: text().notNull().unique("parents_code_key"), note: text() });
exports.t = pgTable("${table}", { ${list.join(", ")} }, (t) => [${values({ ...PARTS, ...parts })
    .map(([, part]) => part)
    .join(", ")}]);
${more}
`;
}

interface Case {
  readonly sentence: string;
  readonly end: Shape;
  /** From which phase on it has that shape; the last where left out. */
  readonly from?: string;
  /** Before that; the shape at the start where left out. */
  readonly before?: Shape;
}

const CASES: Readonly<Record<string, Case>> = {
  additive: {
    sentence: "add column t.nick varchar(40) default 'x'",
    end: { columns: { nick: 'varchar({ length: 40 }).default("x")' } },
  },
  rename: {
    sentence: "rename t.email to mail",
    before: { columns: { mail: "varchar({ length: 200 })" } },
    end: {
      columns: { email: null, mail: "varchar({ length: 200 })" },
      parts: { t_email: emailIndex("mail") },
    },
  },
  "rename of what has a default and a check": {
    sentence: "rename t.age to years",
    before: { columns: { years: "integer()" } },
    end: {
      columns: { age: null, years: "integer()" },
      parts: { grown: `check("grown", sql\`${of("years")} >= 0\`)` },
    },
  },
  "type change": {
    sentence: "change t.email to varchar(300)",
    from: "switch",
    end: { columns: { email: "varchar({ length: 300 })" } },
  },
  "type change by a second column": {
    sentence: "change t.age to bigint",
    from: "switch",
    end: { columns: { age: 'bigint({ mode: "number" })' } },
  },
  "not null": { sentence: "make t.age not null", end: { columns: { age: "integer().notNull()" } } },
  "foreign key": {
    sentence: "add foreign key t.parent_code references parents.code",
    end: {
      parts: {
        added:
          'foreignKey({ name: "t_parent_code_fkey", columns: [t.parent_code], foreignColumns: [exports.parents.code] })',
      },
    },
  },
  index: {
    sentence: "create index on t (age)",
    end: { parts: { added: 'index("t_age_idx").on(t.age)' } },
  },
  unique: {
    sentence: "make t.email unique",
    end: { parts: { added: 'unique("t_email_key").on(t.email)' } },
  },
  check: {
    sentence: "add check (length(slug) < 200) to t named short",
    end: { parts: { added: `check("short", sql\`length(${of("slug")}) < 200\`)` } },
  },
  "create table": {
    sentence:
      "create table notes (id bigint generated always as identity primary key, t_id int references t (id) on delete cascade, body text not null default 'x', at timestamptz(3) not null default now(), mood mood[], unique (t_id, body))",
    end: {
      more: `exports.notes = pgTable("notes", { id: bigint({ mode: "number" }).primaryKey().generatedAlwaysAsIdentity(), t_id: integer(), body: text().notNull().default("x"), at: timestamp({ withTimezone: true, precision: 3 }).notNull().defaultNow(), mood: mood().array() }, (n) => [foreignKey({ name: "notes_t_id_fkey", columns: [n.t_id], foreignColumns: [exports.t.id] }).onDelete("cascade"), unique("notes_t_id_body_key").on(n.t_id, n.body)]);`,
    },
  },
  identity: {
    sentence: "make t.id an identity column",
    end: { columns: { id: "integer().primaryKey().generatedByDefaultAsIdentity()" } },
  },
  policy: {
    sentence: "create policy own_rows on t using (slug = name)",
    end: { parts: { added: `pgPolicy("own_rows", { using: sql\`${of("slug")} = ${of("name")}\` })` } },
  },
  "rename of a table": { sentence: "rename table t to people", from: "expand", end: { table: "people" } },
  drop: { sentence: "drop column t.email", end: { columns: { email: null }, parts: { t_email: null } } },
};

/** When the team made their schema, in milliseconds. */
const MADE_AT = Date.UTC(2026, 0, 1);

const read = ({ dir }: Project, path: string) => readFileSync(join(dir, path), "utf8");

const metaOf = (project: Project) =>
  readdirSync(join(project.dir, "drizzle/meta")).map((name) => {
    const path = `drizzle/meta/${name}`;
    return { path, content: read(project, path) };
  });

const filesOf = ({ dir }: Project) =>
  readdirSync(join(dir, "drizzle")).filter((name) => name.endsWith(".sql"));

it.skipIf(missing.has("drizzle")).each(Object.entries(CASES))(
  "%s: generate finds nothing of ours, check agrees, and the team's next migration holds their own change and runs",
  async (_, { sentence, from, before = {}, end }) => {
    const world = await createWorld(drizzle, home, sentence);
    try {
      const { project, plan, catalog } = world;
      /** The SQL of the migration that Drizzle Kit makes of the schema; null where it makes none. */
      const generate = async (shape: Shape, name: string) => {
        write(project, "schema.js", schemaOf(shape));
        const files = filesOf(project);
        const said = await drizzleKit(project, "generate", "--name", name);
        const [made, ...others] = filesOf(project).filter((file) => !files.includes(file));
        expect([others, said.includes("No schema changes")]).toEqual([[], made === undefined]);
        return made === undefined ? null : read(project, `drizzle/${made}`).trim();
      };
      expect(await generate({}, "base")).toContain("CREATE TABLE");
      write(project, "drizzle/0001_base.sql", "SELECT 1;\n");
      dateNewest(project, MADE_AT);
      await drizzle.migrate(project);
      expect(await generate({}, "nothing")).toBe(null);

      const phases = phasesOf(plan);
      let isEnd = false;
      for (const phase of phases) {
        const exported = exportOf(drizzle, plan, phase, { newest: String(MADE_AT) }, metaOf(project));
        expect(exported.files.filter(({ path }) => path.endsWith("_snapshot.json"))).toHaveLength(1);
        drizzle.add(project, exported.files);
        expect(await drizzle.pending(project), phase).toBeGreaterThan(0);
        await drizzle.migrate(project);
        expect(await drizzle.pending(project), phase).toBe(0);
        isEnd ||= phase === (from ?? phases.at(-1));
        expect(await generate(isEnd ? end : before, `ours_${phase}`), phase).toBe(null);
        expect(await drizzleKit(project, "check")).toContain("Everything's fine");
      }
      expect(diffCatalogs(await world.expected(plan), await catalog())).toEqual([]);

      const own = await generate({ ...end, columns: { ...end.columns, team_own: "text()" } }, "own");
      expect(own).toBe(`ALTER TABLE "${end.table ?? "t"}" ADD COLUMN "team_own" text;`);
      expect(await drizzle.pending(project)).toBe(1);
      await drizzle.migrate(project);
      const t = (await catalog()).tables.find(
        ({ schema, name }) => schema === "public" && name === (end.table ?? "t"),
      );
      expect(t?.columns.map(({ name }) => name)).toContain("team_own");
      expect(await drizzleKit(project, "check")).toContain("Everything's fine");
    } finally {
      await world.close();
    }
  },
);
