import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { call, fromNpm, type Project, type RealTool, write, writeAll } from "./real-tool";

const ENGINE = "schema-engine.mjs";

const run = (project: Project, ...args: string[]) =>
  call(project, "node", [fromNpm("prisma/build/index.js"), ...args], {
    PRISMA_SCHEMA_ENGINE_BINARY: join(project.dir, ENGINE),
    CHECKPOINT_DISABLE: "1",
  });

export const prisma: RealTool = {
  id: "prisma",
  options: { newest: "20200101000000_first" },
  missing: async () => null,
  begin: (project) => {
    write(
      project,
      "prisma.config.ts",
      `import { defineConfig } from "prisma/config";
export default defineConfig({
  schema: "prisma/schema.prisma",
  migrations: { path: "prisma/migrations" },
  datasource: { url: process.env.DATABASE_URL ?? "" },
});
`,
    );
    write(project, "prisma/schema.prisma", `datasource db {\n  provider = "postgresql"\n}\n`);
    write(project, "prisma/migrations/migration_lock.toml", `provider = "postgresql"\n`);
    copyFileSync(join(import.meta.dirname, "npm/prisma-schema-engine.mjs"), join(project.dir, ENGINE));
    prisma.later(project, "20200101000000_first", "CREATE TABLE public.team_first (id int PRIMARY KEY)");
  },
  add: writeAll,
  later: (project, name, sql) => write(project, `prisma/migrations/${name}/migration.sql`, `${sql};\n`),
  migrate: (project) => run(project, "migrate", "deploy"),
  pending: async (project) => {
    const text = await run(project, "migrate", "status").catch((error: Error) => error.message);
    if (/Database schema is up to date!/.test(text)) return 0;
    const list = /have not yet been applied:\n([\s\S]*?)\n\n/.exec(text)?.[1];
    if (list === undefined) throw new Error(text);
    return list.split("\n").length;
  },
  rollback: null,
  takeBackByHand: async (project, files) => {
    for (const { path } of files.filter(({ path }) => path.endsWith("/down.sql")).toReversed()) {
      await run(project, "db", "execute", "--file", path);
    }
  },
  kept: "SELECT migration_name AS name, checksum FROM _prisma_migrations ORDER BY started_at",
  own: ["public._prisma_migrations"],
};
