import { call, fromNpm, type Project, type RealTool, write, writeAll } from "./real-tool";

const run = (project: Project, ...args: string[]) =>
  call(project, "node", [
    fromNpm("dbmate/dist/cli.js"),
    "--url",
    `${project.url}?sslmode=disable`,
    "--no-dump-schema",
    ...args,
  ]);

export const dbmate: RealTool = {
  id: "dbmate",
  options: { newest: "20200101000000_first.sql" },
  missing: async () => null,
  begin: (project) =>
    dbmate.later(project, "20200101000000_first", "CREATE TABLE public.team_first (id int PRIMARY KEY)"),
  add: writeAll,
  later: (project, name, sql) =>
    write(project, `db/migrations/${name}.sql`, `-- migrate:up\n${sql};\n\n-- migrate:down\nSELECT 1;\n`),
  migrate: (project) => run(project, "migrate", "--strict"),
  pending: async (project) => Number(/^Pending: (\d+)/m.exec(await run(project, "status"))?.[1]),
  rollback: (project) => run(project, "rollback"),
  kept: null,
  own: ["public.schema_migrations"],
};
