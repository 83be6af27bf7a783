import { parseDottedName } from "@/lib/sql/identifiers";
import { crc32 } from "../crc32";
import {
  advisoryLock,
  baseName,
  type Recorder,
  refusesLateNames,
  refusesWhatOthersFollow,
} from "../recorder";

/** `flyway_schema_history`. From Flyway's source, 13.0; not run here. */
export const flywayRecorder: Recorder = {
  history: {
    table: "flyway_schema_history",
    columns: ["installed_rank", "version", "description", "type", "script", "checksum", "success"],
  },
  applied: (history) => ({
    text: `SELECT version AS name, installed_on::text AS "appliedAt" FROM ${history} WHERE success AND version IS NOT NULL ORDER BY installed_rank`,
    values: [],
  }),
  migrations: (files) =>
    files.flatMap(({ path, content }) => {
      const script = baseName(path);
      const [, version, description] = /^V(\w+?)__(.*)\.sql$/.exec(script) ?? [];
      if (version === undefined || description === undefined) return [];
      const checksum = lineChecksum(content);
      return [
        {
          name: version.replaceAll("_", "."),
          detail: { description: description.replaceAll("_", " "), script, checksum },
        },
      ];
    }),
  // The table's quoted name, hashed as Java hashes strings, over a number of Flyway's own.
  lock: (history) => {
    const name = (parseDottedName(history) ?? []).map((part) => `"${part}"`).join(".");
    const hash = [...name].reduce((sum, letter) => (Math.imul(31, sum) + letter.charCodeAt(0)) | 0, 0);
    return advisoryLock(String(77431708279161 + hash));
  },
  refusal: refusesLateNames,
  forgetRefusal: refusesWhatOthersFollow,
  record: (history, migrations) =>
    migrations.map(({ name, detail }) => ({
      text:
        `INSERT INTO ${history} (installed_rank, version, description, type, script, checksum, installed_by, execution_time, success) ` +
        `SELECT coalesce(pg_catalog.max(installed_rank), 0) + 1, $1, $2, 'SQL', $3, $4::int, current_user, 0, true FROM ${history}`,
      values: [name, detail?.description, detail?.script, detail?.checksum],
    })),
  forget: (history, migrations) => [
    {
      text: `DELETE FROM ${history} WHERE success AND version = ANY($1::text[])`,
      values: [migrations.map(({ name }) => name)],
    },
  ],
};

/** Over the lines without their ends, as a signed 32-bit number. */
function lineChecksum(text: string): number {
  return (
    crc32(
      text
        .replace(/^\uFEFF/, "")
        .split(/\r\n|\r|\n/)
        .join(""),
    ) | 0
  );
}
