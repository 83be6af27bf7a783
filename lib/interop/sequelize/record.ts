import { baseName, forgetByName, neverRefuses, type Recorder, recordByName } from "../recorder";

/** `"SequelizeMeta"`: names with extension, nothing else. Observed with sequelize-cli 6.6. */
export const sequelizeRecorder: Recorder = {
  history: { table: "SequelizeMeta", columns: ["name"] },
  applied: (history) => ({
    text: `SELECT name, NULL AS "appliedAt" FROM ${history} ORDER BY name`,
    values: [],
  }),
  migrations: (files) => files.map(({ path }) => ({ name: baseName(path) })),
  lock: () => ({ kind: "table" }),
  refusal: neverRefuses,
  forgetRefusal: neverRefuses,
  record: (history, migrations) => [recordByName(history, "name", {}, migrations)],
  forget: (history, migrations) => [forgetByName(history, "name", migrations)],
};
