import { join } from "node:path";
import { answers, call, type Project, partsOf, type RealTool, write, writeAll } from "./real-tool";

/** The jars that the npm package brings. */
const run = (project: Project, ...args: string[]) => {
  const { host, port, user, password, database } = partsOf(project);
  const home = join(project.dir, "../../node_modules/node-liquibase/dist/liquibase");
  return call(project, "java", [
    "-cp",
    [`${home}/liquibase.jar`, `${home}/lib/*`, `${home}/../drivers/*`].join(":"),
    "liquibase.integration.commandline.Main",
    "--changeLogFile=db/root.xml",
    `--classpath=.:${home}/../drivers/postgresql-42.2.8.jar`,
    `--url=jdbc:postgresql://${host}:${port}/${database}`,
    `--username=${user}`,
    `--password=${password}`,
    ...args,
  ]);
};

export const liquibase: RealTool = {
  id: "liquibase",
  options: { newest: "20200101000000_first.sql" },
  missing: () => answers("java", ["-version"]),
  begin: (project) => {
    write(
      project,
      "db/root.xml",
      `<databaseChangeLog xmlns="http://www.liquibase.org/xml/ns/dbchangelog" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://www.liquibase.org/xml/ns/dbchangelog http://www.liquibase.org/xml/ns/dbchangelog/dbchangelog-4.3.xsd"><includeAll path="db/changelog/"/></databaseChangeLog>\n`,
    );
    liquibase.later(project, "20200101000000_first", "CREATE TABLE public.team_first (id int PRIMARY KEY)");
  },
  add: writeAll,
  later: (project, name, sql) =>
    write(
      project,
      `db/changelog/${name}.sql`,
      `--liquibase formatted sql\n--changeset team:${name}\n${sql};\n--rollback SELECT 1;\n`,
    ),
  migrate: (project) => run(project, "update"),
  pending: async (project) => {
    const text = await run(project, "status");
    return /is up to date/.test(text) ? 0 : Number(/(\d+) change ?sets? ha/.exec(text)?.[1]);
  },
  rollback: (project) => run(project, "rollbackCount", "1"),
  kept: "SELECT id AS name, filename AS path FROM databasechangelog ORDER BY orderexecuted",
  own: ["public.databasechangelog", "public.databasechangeloglock"],
};
