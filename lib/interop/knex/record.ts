import { baseName, forgetByName, neverRefuses, type Recorder, recordByName } from "../recorder";

/** `knex_migrations`, one batch for the phase so that a rollback of Knex's undoes only that. Observed with Knex 3.3. */
export const knexRecorder: Recorder = {
  history: { table: "knex_migrations", columns: ["id", "name", "batch", "migration_time"] },
  applied: (history) => ({
    text: `SELECT name, migration_time::text AS "appliedAt" FROM ${history} ORDER BY id`,
    values: [],
  }),
  migrations: (files) => files.map(({ path }) => ({ name: baseName(path) })),
  lock: (history) => {
    const locks = `${history.replace(/"$/, "")}_lock${history.endsWith('"') ? '"' : ""}`;
    return {
      kind: "taken",
      take: {
        text: `SELECT true AS taken FROM ${locks} WHERE is_locked = 0 FOR UPDATE SKIP LOCKED`,
        values: [],
      },
    };
  },
  refusal: neverRefuses,
  forgetRefusal: neverRefuses,
  record: (history, migrations) => [
    recordByName(
      history,
      "name",
      {
        batch: `(SELECT coalesce(pg_catalog.max(batch), 0) + 1 FROM ${history})`,
        migration_time: "pg_catalog.now()",
      },
      migrations,
    ),
  ],
  forget: (history, migrations) => [forgetByName(history, "name", migrations)],
};
