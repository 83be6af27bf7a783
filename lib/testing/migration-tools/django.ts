import { readdirSync } from "node:fs";
import { join } from "node:path";
import { answers, call, type Project, partsOf, type RealTool, write, writeAll } from "./real-tool";

const PYTHON = "/usr/bin/python3";
export const manage = (project: Project, ...args: string[]) => call(project, PYTHON, ["manage.py", ...args]);

const migration = (parent: string | null, sql: string) => `from django.db import migrations
class Migration(migrations.Migration):
    dependencies = [${parent === null ? "" : `("app", "${parent}")`}]
    operations = [migrations.RunSQL([${JSON.stringify(sql)}], migrations.RunSQL.noop)]
`;

const newestOf = ({ dir }: Project) =>
  readdirSync(join(dir, "app/migrations"))
    .filter((name) => /^\d{4}_/.test(name))
    .sort()
    .at(-1)
    ?.replace(/\.py$/, "") ?? "";

export const django: RealTool = {
  id: "django",
  options: { app: "app", newest: "0001_first" },
  missing: () => answers(PYTHON, ["-c", "import django, psycopg2"]),
  begin: (project) => {
    const { host, port, user, password, database } = partsOf(project);
    write(
      project,
      "settings.py",
      `SECRET_KEY = "x"
INSTALLED_APPS = ["app"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASES = {"default": {"ENGINE": "django.db.backends.postgresql", "HOST": ${JSON.stringify(host)}, "PORT": ${port}, "USER": ${JSON.stringify(user)}, "PASSWORD": ${JSON.stringify(password)}, "NAME": ${JSON.stringify(database)}}}
`,
    );
    write(
      project,
      "manage.py",
      `import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "settings"
from django.core.management import execute_from_command_line
execute_from_command_line(sys.argv)
`,
    );
    write(project, "app/__init__.py", "");
    write(project, "app/migrations/__init__.py", "");
    const first = migration(null, "CREATE TABLE public.team_first (id int PRIMARY KEY)");
    write(project, "app/migrations/0001_first.py", first);
  },
  add: writeAll,
  later: (project, name, sql) => {
    const parent = newestOf(project);
    const number = String(Number(parent.slice(0, 4)) + 1).padStart(4, "0");
    write(project, `app/migrations/${number}_${name.replace(/\W/g, "_")}.py`, migration(parent, sql));
  },
  migrate: (project) => manage(project, "migrate", "--no-input"),
  pending: async (project) =>
    [...(await manage(project, "showmigrations", "app")).matchAll(/^ \[ \]/gm)].length,
  rollback: async (project) => {
    const shown = await manage(project, "showmigrations", "app");
    const done = [...shown.matchAll(/^ \[X\] (\S+)/gm)].map((match) => match[1] ?? "");
    return manage(project, "migrate", "app", done.at(-2) ?? "zero");
  },
  kept: null,
  own: ["public.django_migrations"],
};
