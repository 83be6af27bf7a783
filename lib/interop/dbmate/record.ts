import { baseName, forgetByName, neverRefuses, type Recorder, recordByName } from "../recorder";

/** `schema_migrations (version varchar)`: the digits of the name. Observed with dbmate 2.36. */
export const dbmateRecorder: Recorder = {
  history: { table: "schema_migrations", columns: ["version"] },
  applied: (history) => ({
    text: `SELECT version AS name, NULL AS "appliedAt" FROM ${history} ORDER BY version`,
    values: [],
  }),
  migrations: (files) => files.map(({ path }) => ({ name: /^\d+/.exec(baseName(path))?.[0] ?? "" })),
  lock: () => ({ kind: "table" }),
  refusal: neverRefuses,
  forgetRefusal: neverRefuses,
  record: (history, migrations) => [recordByName(history, "version", {}, migrations)],
  forget: (history, migrations) => [forgetByName(history, "version", migrations)],
};
