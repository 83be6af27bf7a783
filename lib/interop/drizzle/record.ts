import { createHash } from "node:crypto";
import { type Migration, type Recorder, refusesWhatOthersFollow } from "../recorder";

/** `drizzle.__drizzle_migrations`: pending is what lies behind the newest `created_at`. Observed with 0.31. */
export const drizzleRecorder: Recorder = {
  history: { table: "__drizzle_migrations", columns: ["id", "hash", "created_at"] },
  applied: (history) => ({
    text: `SELECT created_at::text AS name, NULL AS "appliedAt" FROM ${history} ORDER BY created_at`,
    values: [],
  }),
  migrations: (files) => {
    const entries = files
      .filter(({ path }) => path.includes("_journal.append."))
      .flatMap(({ content }) => JSON.parse(content) as { tag: string; when: number }[]);
    return entries.map(({ tag, when }): Migration => {
      const content = files.find(({ path }) => path.endsWith(`/${tag}.sql`))?.content ?? "";
      return { name: String(when), detail: { hash: createHash("sha256").update(content).digest("hex") } };
    });
  },
  lock: () => ({ kind: "table" }),
  refusal: (migrations, applied) => {
    const newest = Math.max(0, ...applied.map(Number));
    const late = migrations.find(({ name }) => Number(name) <= newest);
    return late
      ? `the journal's time ${late.name} is not after ${newest}, which is applied: Drizzle would skip the file for ever. Export the files again with newest=${newest}`
      : null;
  },
  forgetRefusal: refusesWhatOthersFollow,
  record: (history, migrations) => [
    {
      text: `INSERT INTO ${history} (hash, created_at) SELECT * FROM ROWS FROM (pg_catalog.unnest($1::text[]), pg_catalog.unnest($2::bigint[])) AS new (hash, at)`,
      values: [migrations.map(({ detail }) => detail?.hash), migrations.map(({ name }) => name)],
    },
  ],
  forget: (history, migrations) => [
    {
      text: `DELETE FROM ${history} WHERE created_at = ANY($1::bigint[])`,
      values: [migrations.map(({ name }) => name)],
    },
  ],
};
