import { baseName, type Migration, type Recorder, refusesWhatOthersFollow } from "../recorder";
import { isOfTeam, labelOf } from "./app-of";

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
      const parent = /dependencies = \[\("[^"]+", "([^"]+)"/.exec(content)?.[1] ?? "";
      return {
        name: `${app}.${baseName(path).replace(/\.py$/, "")}`,
        detail: { parent: `${app}.${parent}` },
      };
    }),
  lock: () => ({ kind: "table" }),
  isOfTeam,
  follows: ([first]) => (first?.detail?.parent === undefined ? null : String(first.detail.parent)),
  refusal: ([first], applied) => {
    const parent = String(first?.detail?.parent);
    return first === undefined || applied.includes(parent)
      ? null
      : `${first.name} depends on ${parent}, which is not applied: Django stops at such a history. Migrate first, or export the files again with the newest that is`;
  },
  forgetRefusal: (migrations, applied) => {
    const app = labelOf(migrations[0]?.name ?? "");
    return refusesWhatOthersFollow(
      migrations,
      applied.filter((name) => name.startsWith(`${app}.`)),
    );
  },
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

function parts(migrations: readonly Migration[]): [string[], string[]] {
  const split = migrations.map(({ name }) => name.split("."));
  return [split.map(([app]) => app ?? ""), split.map(([, name]) => name ?? "")];
}
