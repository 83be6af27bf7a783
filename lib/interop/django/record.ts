import { baseName, neverRefuses, type Recorder } from "../recorder";

/** `django_migrations`: app and name. A child without its parent stops everything, so all go in one order. */
export const djangoRecorder: Recorder = {
  history: { table: "django_migrations", columns: ["id", "app", "name", "applied"] },
  applied: (history) => ({
    text: `SELECT app || '.' || name AS name, applied::text AS "appliedAt" FROM ${history} ORDER BY id`,
    values: [],
  }),
  migrations: (files) =>
    files.map(({ path, content }) => {
      const app = /dependencies = \[\("([^"]+)"/.exec(content)?.[1] ?? "app";
      return { name: `${app}.${baseName(path).replace(/\.py$/, "")}` };
    }),
  lock: () => ({ kind: "table" }),
  refusal: neverRefuses,
  record: (history, migrations) => [
    {
      text:
        `INSERT INTO ${history} (app, name, applied) ` +
        `SELECT app, name, pg_catalog.now() FROM ROWS FROM (pg_catalog.unnest($1::text[]), pg_catalog.unnest($2::text[])) WITH ORDINALITY AS new (app, name, at) ` +
        `WHERE NOT EXISTS (SELECT FROM ${history} AS there WHERE there.app = new.app AND there.name = new.name) ORDER BY at`,
      values: parts(migrations),
    },
  ],
  forget: (history, migrations) => [
    {
      text: `DELETE FROM ${history} WHERE (app, name) IN (SELECT * FROM ROWS FROM (pg_catalog.unnest($1::text[]), pg_catalog.unnest($2::text[])))`,
      values: parts(migrations),
    },
  ],
};

function parts(migrations: Parameters<Recorder["record"]>[1]): [string[], string[]] {
  const split = migrations.map(({ name }) => name.split("."));
  return [split.map(([app]) => app ?? ""), split.map(([, name]) => name ?? "")];
}
