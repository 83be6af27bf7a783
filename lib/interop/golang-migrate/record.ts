import { crc32 } from "../crc32";
import { advisoryLock, baseName, type Migration, type Recorder } from "../recorder";

/** `schema_migrations (version, dirty)`: one row, the present version. Observed with 4.15. */
export const golangMigrateRecorder: Recorder = {
  history: { table: "schema_migrations", columns: ["version", "dirty"] },
  applied: (history) => ({
    text: `SELECT version::text || CASE WHEN dirty THEN ' (dirty)' ELSE '' END AS name, NULL AS "appliedAt" FROM ${history}`,
    values: [],
  }),
  migrations: (files) =>
    files
      .filter(({ path }) => path.endsWith(".up.sql"))
      .map(({ path }) => ({ name: String(Number(/^\d+/.exec(baseName(path))?.[0])) })),
  lock: (history, database) => {
    const [schema, table] = history.split(".");
    const name = [schema, table, database].join("\0");
    return advisoryLock(String((BigInt(crc32(name)) * 1486364155n) % 4294967296n));
  },
  refusal: (migrations, applied) => {
    const [present = "0"] = applied;
    if (present.endsWith("(dirty)"))
      return `the database is at the dirty version ${present}: mend it with migrate force first`;
    const late = migrations.find(({ name }) => Number(name) <= Number(present));
    return late
      ? `version ${late.name} is not after ${present}, where the database stands: it would never run. Export the files again with newest=${present}`
      : null;
  },
  record: (history, migrations) => stand(history, migrations.at(-1)?.name ?? null),
  forget: (history, _: readonly Migration[], before) => stand(history, before[0] ?? null),
};

/** Where the database stands from now on; null for nowhere. */
const stand = (history: string, version: string | null) => [
  { text: `DELETE FROM ${history}`, values: [] },
  ...(version === null
    ? []
    : [{ text: `INSERT INTO ${history} (version, dirty) VALUES ($1::bigint, false)`, values: [version] }]),
];
