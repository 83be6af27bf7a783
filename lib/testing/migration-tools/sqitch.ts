import { readFileSync } from "node:fs";
import { join } from "node:path";
import { answers, call, type Project, partsOf, type RealTool, write } from "./real-tool";

const run = (project: Project, ...args: string[]) => {
  const { host, port, user, password, database } = partsOf(project);
  return call(project, "sqitch", [...args, `db:pg://${user}@${host}:${port}/${database}`], {
    PGPASSWORD: password,
    SQITCH_PASSWORD: password,
    SQITCH_FULLNAME: "A Team",
    SQITCH_EMAIL: "team@example.com",
  });
};

function append(project: Project, lines: string): void {
  write(project, "sqitch.plan", readFileSync(join(project.dir, "sqitch.plan"), "utf8") + lines);
}

export const sqitch: RealTool = {
  id: "sqitch",
  options: { newest: "shop:first" },
  missing: () => answers("sqitch", ["--version"]),
  begin: (project) => {
    write(project, "sqitch.conf", "[core]\n\tengine = pg\n");
    write(project, "sqitch.plan", "%syntax-version=1.0.0\n%project=shop\n\n");
    sqitch.later(project, "first", "CREATE TABLE public.team_first (id int PRIMARY KEY)");
  },
  add: (project, files) => {
    for (const { path, content } of files) {
      if (path.startsWith("sqitch.plan.")) append(project, content);
      else write(project, path, content);
    }
  },
  later: (project, name, sql) => {
    write(project, `deploy/${name}.sql`, `BEGIN;\n${sql};\nCOMMIT;\n`);
    write(project, `revert/${name}.sql`, "SELECT 1;\n");
    append(project, `${name} 2020-01-01T00:00:00Z A Team <team@example.com> # ${name}\n`);
  },
  migrate: async (project) => (await run(project, "deploy", "--verify")) + (await run(project, "check")),
  pending: async (project) => {
    const text = await run(project, "status").catch((error: Error) => error.message);
    if (/Nothing to deploy/.test(text)) return 0;
    return [...text.matchAll(/^ {2}\* /gm)].length;
  },
  rollback: (project) => run(project, "revert", "-y", "--to", "@HEAD^"),
  kept: null,
  own: ["sqitch.*"],
};
