import {
  baseName,
  type Migration,
  type Recorder,
  refusesLateNames,
  refusesWhatOthersFollow,
} from "../recorder";

/** `goose_db_version`: a row for each version. Observed with 3.5. */
export const gooseRecorder: Recorder = {
  history: { table: "goose_db_version", columns: ["id", "version_id", "is_applied", "tstamp"] },
  applied: (history) => ({
    text: `SELECT version_id::text AS name, tstamp::text AS "appliedAt" FROM ${history} WHERE is_applied AND version_id > 0 ORDER BY id`,
    values: [],
  }),
  migrations: (files) =>
    files.map(({ path }) => ({ name: String(Number(/^\d+/.exec(baseName(path))?.[0])) })),
  lock: () => ({ kind: "table" }),
  refusal: refusesLateNames,
  forgetRefusal: refusesWhatOthersFollow,
  record: (history, migrations) => [
    {
      text:
        `INSERT INTO ${history} (version_id, is_applied, tstamp) SELECT v, true, pg_catalog.now() ` +
        `FROM pg_catalog.unnest($1::bigint[]) AS v WHERE NOT EXISTS (SELECT FROM ${history} WHERE is_applied AND version_id = v) ORDER BY v`,
      values: [versions(migrations)],
    },
  ],
  forget: (history, migrations) => [
    {
      text: `DELETE FROM ${history} WHERE is_applied AND version_id = ANY($1::bigint[])`,
      values: [versions(migrations)],
    },
  ],
};

const versions = (migrations: readonly Migration[]) => migrations.map(({ name }) => name);
