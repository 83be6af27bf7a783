import { transformSync } from "esbuild";
import { call, fromNpm, type Project, type RealTool, write } from "./real-tool";

const run = (project: Project, ...args: string[]) =>
  call(project, "node", [fromNpm("typeorm/cli.js"), ...args, "-d", "data-source.js"]);

/** The team's build turns the files into JavaScript. */
function writeBuilt(project: Project, path: string, content: string): void {
  const { code } = transformSync(content, { loader: "ts", format: "cjs" });
  write(project, path.replace(/\.ts$/, ".js"), code);
}

export const typeorm: RealTool = {
  id: "typeorm",
  options: { newest: "1577836800000-First" },
  missing: async () => null,
  begin: (project) => {
    write(
      project,
      "data-source.js",
      `const { DataSource } = require("typeorm");
module.exports.source = new DataSource({ type: "postgres", url: process.env.DATABASE_URL, migrations: ["migrations/*.js"], migrationsTransactionMode: "each" });
`,
    );
    typeorm.later(project, "First1577836800000", "CREATE TABLE public.team_first (id int PRIMARY KEY)");
  },
  add: (project, files) => {
    for (const { path, content } of files) writeBuilt(project, path, content);
  },
  later: (project, name, sql) =>
    writeBuilt(
      project,
      `migrations/${name.slice(-13)}-${name.slice(0, -13)}.ts`,
      `export class ${name} { name = "${name}"; async up(q) { await q.query(${JSON.stringify(sql)}); } async down() {} }\n`,
    ),
  migrate: (project) => run(project, "migration:run"),
  pending: async (project) =>
    [...(await run(project, "migration:show").catch((error: Error) => error.message)).matchAll(/\[ \]/g)]
      .length,
  rollback: (project) => run(project, "migration:revert", "-t", "none"),
  kept: null,
  own: ["public.migrations", "public.typeorm_metadata"],
};
