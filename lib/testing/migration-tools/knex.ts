import { call, fromNpm, type RealTool, write, writeAll } from "./real-tool";

const run = (...args: string[]) => [fromNpm("knex/bin/cli.js"), ...args, "--knexfile", "knexfile.js"];

export const knex: RealTool = {
  id: "knex",
  options: { newest: "20200101000000_first.js" },
  missing: async () => null,
  begin: (project) => {
    write(
      project,
      "knexfile.js",
      `module.exports = { client: "pg", connection: process.env.DATABASE_URL, migrations: { directory: "./migrations" } };\n`,
    );
    knex.later(project, "20200101000000_first", "CREATE TABLE public.team_first (id int PRIMARY KEY)");
  },
  add: writeAll,
  later: (project, name, sql) =>
    write(
      project,
      `migrations/${name}.js`,
      `exports.up = (knex) => knex.raw(${JSON.stringify(sql)});\nexports.down = async () => {};\n`,
    ),
  migrate: (project) => call(project, "node", run("migrate:latest")),
  pending: async (project) => {
    const text = await call(project, "node", run("migrate:list"));
    return /No Pending Migration/i.test(text) ? 0 : Number(/Found (\d+) Pending/i.exec(text)?.[1]);
  },
  rollback: (project) => call(project, "node", run("migrate:down")),
  kept: null,
  own: ["public.knex_migrations", "public.knex_migrations_lock"],
};
