import { createHash } from "node:crypto";
import { advisoryLock, namesOf, neverRefuses, type Recorder } from "../recorder";

/** `_prisma_migrations`: the folder's name and the SHA-256 of the file's bytes. Observed with Prisma 7.10. */
export const prismaRecorder: Recorder = {
  history: {
    table: "_prisma_migrations",
    columns: ["id", "checksum", "finished_at", "migration_name", "applied_steps_count"],
  },
  applied: (history) => ({
    text:
      `SELECT migration_name AS name, finished_at::text AS "appliedAt" FROM ${history} ` +
      "WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL ORDER BY started_at",
    values: [],
  }),
  migrations: (files) =>
    files
      .filter(({ path }) => path.endsWith("/migration.sql"))
      .map(({ path, content }) => ({
        name: path.split("/").at(-2) ?? "",
        detail: { checksum: createHash("sha256").update(content).digest("hex") },
      })),
  lock: () => advisoryLock("72707369"),
  refusal: neverRefuses,
  forgetRefusal: neverRefuses,
  record: (history, migrations) => [
    {
      text:
        `INSERT INTO ${history} (id, checksum, migration_name, started_at, finished_at, applied_steps_count) ` +
        "SELECT pg_catalog.gen_random_uuid()::text, sum, n, pg_catalog.clock_timestamp(), pg_catalog.clock_timestamp(), 1 " +
        "FROM ROWS FROM (pg_catalog.unnest($1::text[]), pg_catalog.unnest($2::text[])) WITH ORDINALITY AS new (n, sum, at) " +
        `WHERE NOT EXISTS (SELECT FROM ${history} WHERE migration_name = n AND rolled_back_at IS NULL) ORDER BY at`,
      values: [namesOf(migrations), migrations.map(({ detail }) => String(detail?.checksum ?? ""))],
    },
  ],
  // A row that failed and was resolved is of the tool's own writing.
  forget: (history, migrations) => [
    {
      text: `DELETE FROM ${history} WHERE migration_name = ANY($1::text[]) AND finished_at IS NOT NULL AND rolled_back_at IS NULL`,
      values: [namesOf(migrations)],
    },
  ],
};
