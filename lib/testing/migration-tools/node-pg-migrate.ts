import { call, fromNpm, type RealTool, write, writeAll } from "./real-tool";

const program = fromNpm("node-pg-migrate/bin/node-pg-migrate.js");

export const nodePgMigrate: RealTool = {
  id: "node-pg-migrate",
  options: { newest: "1577836800000_first" },
  missing: async () => null,
  begin: (project) =>
    nodePgMigrate.later(
      project,
      "1577836800000_first",
      "CREATE TABLE public.team_first (id int PRIMARY KEY)",
    ),
  add: writeAll,
  later: (project, name, sql) =>
    write(
      project,
      `migrations/${name}.js`,
      `exports.up = (pgm) => pgm.sql(${JSON.stringify(sql)});\nexports.down = () => {};\n`,
    ),
  migrate: (project) => call(project, "node", [program, "up"]),
  pending: async (project) => {
    const text = await call(project, "node", [program, "up", "--dry-run"]);
    if (/No migrations to run/.test(text)) return 0;
    return [...text.matchAll(/^> - /gm)].length;
  },
  rollback: (project) => call(project, "node", [program, "down"]),
  kept: null,
  own: ["public.pgmigrations"],
};
