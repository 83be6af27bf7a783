import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { answers, call, type Project, type RealTool, write, writeAll } from "./real-tool";

const PYTHON = "/usr/bin/python3";
const run = (project: Project, ...args: string[]) => call(project, PYTHON, ["-m", "alembic.config", ...args]);

const revision = (own: string, parent: string | null, sql: string) => `from alembic import op
revision = "${own}"
down_revision = ${parent === null ? "None" : `"${parent}"`}
def upgrade():
    op.execute(${JSON.stringify(sql)})
def downgrade():
    pass
`;

export const alembicHeads = (project: Project) => run(project, "heads");

export const alembic: RealTool = {
  id: "alembic",
  options: { newest: "aaaaaaaaaaaa" },
  missing: () => answers(PYTHON, ["-c", "import alembic, psycopg2"]),
  begin: (project) => {
    write(project, "alembic.ini", "[alembic]\nscript_location = alembic\n");
    write(
      project,
      "alembic/env.py",
      `import os
from alembic import context
from sqlalchemy import create_engine
engine = create_engine(os.environ["DATABASE_URL"].replace("postgres://", "postgresql://"))
with engine.connect() as connection:
    context.configure(connection=connection, transaction_per_migration=True)
    with context.begin_transaction():
        context.run_migrations()
`,
    );
    write(
      project,
      "alembic/versions/aaaaaaaaaaaa_first.py",
      revision("aaaaaaaaaaaa", null, "CREATE TABLE public.team_first (id int PRIMARY KEY)"),
    );
  },
  add: writeAll,
  later: (project, name, sql) =>
    write(
      project,
      `alembic/versions/bbbbbbbbbbbb_${name}.py`,
      revision("bbbbbbbbbbbb", newestRevision(project), sql),
    ),
  migrate: (project) => run(project, "upgrade", "head"),
  pending: async (project) => {
    const current = await run(project, "current");
    if (/\(head\)/.test(current)) return 0;
    // The range begins with the revision that the database stands at.
    const range = await run(project, "history", "-r", "current:head");
    return range.split("\n").filter((line) => line.includes("->")).length - 1;
  },
  rollback: (project) => run(project, "downgrade", "-1"),
  kept: null,
  own: ["public.alembic_version"],
};

/** The revision that no other file names as its parent. */
function newestRevision({ dir }: Project): string {
  const folder = join(dir, "alembic/versions");
  const files = readdirSync(folder).filter((name) => name.endsWith(".py"));
  const texts = files.map((name) => readFileSync(join(folder, name), "utf8"));
  const own = texts.map((text) => /^revision = "(\w+)"/m.exec(text)?.[1] ?? "");
  const parents = new Set(texts.map((text) => /^down_revision = "(\w+)"/m.exec(text)?.[1]));
  return own.find((name) => !parents.has(name)) ?? "";
}
