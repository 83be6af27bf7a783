import {
  advisoryLock,
  baseName,
  forgetByName,
  type Recorder,
  recordByName,
  refusesLateNames,
  refusesWhatOthersFollow,
} from "../recorder";

/** `pgmigrations`: compared with the sorted files place by place, so times must rise. Observed with 9.0. */
export const nodePgMigrateRecorder: Recorder = {
  history: { table: "pgmigrations", columns: ["id", "name", "run_on"] },
  applied: (history) => ({
    text: `SELECT name, run_on::text AS "appliedAt" FROM ${history} ORDER BY run_on, id`,
    values: [],
  }),
  migrations: (files) => files.map(({ path }) => ({ name: baseName(path).replace(/\.\w+$/, "") })),
  lock: () => advisoryLock("7241865325823964"),
  refusal: refusesLateNames,
  forgetRefusal: refusesWhatOthersFollow,
  record: (history, migrations) => [
    recordByName(history, "name", { run_on: "pg_catalog.now() + at * interval '1 millisecond'" }, migrations),
  ],
  forget: (history, migrations) => [forgetByName(history, "name", migrations)],
};
