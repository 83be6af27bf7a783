import { call, fromNpm, type RealTool, write, writeAll } from "./real-tool";

const program = fromNpm("sequelize-cli/lib/sequelize");
const run = (url: string, ...args: string[]) => [
  program,
  ...args,
  "--url",
  url,
  "--migrations-path",
  "migrations",
];

export const sequelize: RealTool = {
  id: "sequelize",
  options: { newest: "20200101000000-first.js" },
  missing: async () => null,
  begin: (project) =>
    sequelize.later(project, "20200101000000-first", "CREATE TABLE public.team_first (id int PRIMARY KEY)"),
  add: writeAll,
  later: (project, name, sql) =>
    write(
      project,
      `migrations/${name}.js`,
      `module.exports = { up: (q) => q.sequelize.query(${JSON.stringify(sql)}), down: async () => {} };\n`,
    ),
  migrate: (project) => call(project, "node", run(project.url, "db:migrate")),
  pending: async (project) => {
    const text = await call(project, "node", run(project.url, "db:migrate:status"));
    return [...text.matchAll(/^down /gm)].length;
  },
  rollback: (project) => call(project, "node", run(project.url, "db:migrate:undo")),
  kept: null,
  own: ['public."SequelizeMeta"'],
};
