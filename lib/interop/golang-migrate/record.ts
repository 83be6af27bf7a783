import { parseDottedName } from "@/lib/sql/identifiers";
import { crc32 } from "../crc32";
import { advisoryLock, baseName, type Recorder } from "../recorder";

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
    const name = [...(parseDottedName(history) ?? []), database].join("\0");
    return advisoryLock(String((BigInt(crc32(name)) * 1486364155n) % 4294967296n));
  },
  refusal: (migrations, applied) => {
    const [present = "0"] = applied;
    const dirty = dirtyAt(present);
    if (dirty !== null) return dirty;
    const late = migrations.find(({ name }) => Number(name) <= Number(present));
    return late
      ? `version ${late.name} is not after ${present}, where the database stands: it would never run. Export the files again with newest=${present}`
      : null;
  },
  forgetRefusal: (migrations, [present = "0"]) =>
    dirtyAt(present) ??
    (Number(present) > Number(migrations.at(-1)?.name)
      ? `the database stands at ${present}, after ${migrations.at(-1)?.name}: take that back first`
      : null),
  record: (history, migrations) => [
    { text: `DELETE FROM ${history}`, values: [] },
    stand(history, migrations.at(-1)?.name ?? null),
  ],
  forget: (history, migrations, before) => [
    { text: `DELETE FROM ${history} WHERE version = $1::bigint`, values: [migrations.at(-1)?.name] },
    stand(history, before[0] ?? null),
  ],
};

const dirtyAt = (version: string) =>
  version.endsWith("(dirty)")
    ? `the database is at the dirty version ${version}: mend it with migrate force first`
    : null;

/** Where a database that stands nowhere stands from now on; null for nowhere. */
const stand = (history: string, version: string | null) => ({
  text: `INSERT INTO ${history} (version, dirty) SELECT $1::bigint, false WHERE $1::bigint IS NOT NULL AND NOT EXISTS (SELECT FROM ${history})`,
  values: [version],
});
