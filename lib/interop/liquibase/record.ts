import { neverRefuses, type Recorder } from "../recorder";

/**
 * `databasechangelog`: id, author and path. Without a checksum Liquibase fills it in at its next update and does not run
 * the changeset. Observed with 4.3.
 */
export const liquibaseRecorder: Recorder = {
  history: { table: "databasechangelog", columns: ["id", "author", "filename", "orderexecuted", "md5sum"] },
  applied: (history) => ({
    text: `SELECT id AS name, dateexecuted::text AS "appliedAt" FROM ${history} ORDER BY orderexecuted`,
    values: [],
  }),
  migrations: (files) =>
    files.map(({ path, content }) => ({
      name: /^--changeset interlock:(\S+)/m.exec(content)?.[1] ?? "",
      detail: { path },
    })),
  lock: (history) => {
    const locks = `${history}lock`;
    return {
      kind: "taken",
      take: {
        text: `SELECT true AS taken FROM ${locks} WHERE id = 1 AND NOT locked FOR UPDATE SKIP LOCKED`,
        values: [],
      },
    };
  },
  refusal: neverRefuses,
  forgetRefusal: neverRefuses,
  record: (history, migrations) =>
    migrations.map(({ name, detail }) => ({
      text:
        `INSERT INTO ${history} (id, author, filename, dateexecuted, orderexecuted, exectype, md5sum, description, comments, liquibase, deployment_id) ` +
        "SELECT $1, 'interlock', $2, pg_catalog.now(), coalesce(pg_catalog.max(orderexecuted), 0) + 1, 'EXECUTED', NULL, 'sql', '', pg_catalog.max(liquibase), pg_catalog.left((extract(epoch FROM pg_catalog.now()) * 1000)::bigint::text, 10) " +
        `FROM ${history}`,
      values: [name, detail?.path],
    })),
  forget: (history, migrations) => [
    {
      text: `DELETE FROM ${history} WHERE author = 'interlock' AND id = ANY($1::text[])`,
      values: [migrations.map(({ name }) => name)],
    },
  ],
};
