import { baseName, forgetByName, neverRefuses, type Recorder, recordByName } from "../recorder";

/** `migrations`: the class's name, which ends in its milliseconds. Observed with TypeORM 1.1. */
export const typeormRecorder: Recorder = {
  history: { table: "migrations", columns: ["id", "timestamp", "name"] },
  applied: (history) => ({
    text: `SELECT name, NULL AS "appliedAt" FROM ${history} ORDER BY id`,
    values: [],
  }),
  migrations: (files) =>
    files.flatMap(({ path }) => {
      const [, at, name] = /^(\d{13})-(.*)\.[jt]s$/.exec(baseName(path)) ?? [];
      return at === undefined ? [] : [{ name: `${name}${at}` }];
    }),
  lock: () => ({ kind: "table" }),
  refusal: neverRefuses,
  forgetRefusal: neverRefuses,
  record: (history, migrations) => [
    recordByName(history, "name", { '"timestamp"': "pg_catalog.right(n, 13)::bigint" }, migrations),
  ],
  forget: (history, migrations) => [forgetByName(history, "name", migrations)],
};
