import { readFileSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import type { ExportedFile } from "@/lib/contracts/interop";
import { call, fromNpm, type Project, type RealTool, write } from "./real-tool";

interface Entry {
  readonly idx: number;
  readonly when: number;
  readonly tag: string;
}

const JOURNAL = "drizzle/meta/_journal.json";

const journalOf = ({ dir }: Project) =>
  JSON.parse(readFileSync(join(dir, JOURNAL), "utf8")) as { entries: Entry[] };

function append(project: Project, entries: readonly Entry[]): void {
  const journal = journalOf(project);
  write(project, JOURNAL, JSON.stringify({ ...journal, entries: [...journal.entries, ...entries] }));
}

/** Makes the newest migration one of that time, in milliseconds: ours come after it, and before what is generated now. */
export function dateNewest(project: Project, when: number): void {
  const journal = journalOf(project);
  const entries = journal.entries.map((entry, at, all) =>
    at === all.length - 1 ? { ...entry, when } : entry,
  );
  write(project, JOURNAL, JSON.stringify({ ...journal, entries }));
}

export const drizzleKit = (project: Project, ...args: string[]) =>
  call(project, "node", [fromNpm("drizzle-kit/bin.cjs"), ...args]);

export const drizzle: RealTool = {
  id: "drizzle",
  options: { newest: "0000_first" },
  missing: async () => null,
  begin: (project) => {
    write(project, JOURNAL, JSON.stringify({ version: "7", dialect: "postgresql", entries: [] }));
    write(
      project,
      "drizzle.config.js",
      `module.exports = { dialect: "postgresql", out: "./drizzle", schema: "./schema.js", dbCredentials: { url: process.env.DATABASE_URL, ssl: false } };\n`,
    );
    write(project, "schema.js", "");
    drizzle.later(project, "first", "CREATE TABLE public.team_first (id int PRIMARY KEY)");
  },
  add: (project, files: readonly ExportedFile[]) => {
    for (const { path, content } of files) {
      if (!path.includes("_journal.append")) write(project, path, content);
      else append(project, JSON.parse(content) as Entry[]);
    }
  },
  later: (project, name, sql) => {
    const { entries } = journalOf(project);
    const idx = entries.length;
    const tag = `${String(idx).padStart(4, "0")}_${name}`;
    write(project, `drizzle/${tag}.sql`, `${sql};\n`);
    const when = (entries.at(-1)?.when ?? 1_577_836_800_000) + 1000;
    append(project, [{ idx, when, tag, version: "7", breakpoints: true } as Entry]);
  },
  migrate: (project) => drizzleKit(project, "migrate"),
  // The tool has no status: pending is what lies behind the newest row, by its own rule.
  pending: async (project) => {
    const client = new pg.Client({ connectionString: project.url });
    await client.connect();
    try {
      const { rows } = await client.query<{ newest: string | null }>(
        "SELECT max(created_at)::text AS newest FROM drizzle.__drizzle_migrations",
      );
      return journalOf(project).entries.filter(({ when }) => when > Number(rows[0]?.newest ?? 0)).length;
    } finally {
      await client.end();
    }
  },
  rollback: null,
  kept: "SELECT created_at::text AS name, hash FROM drizzle.__drizzle_migrations ORDER BY id",
  own: ["drizzle.*"],
};
