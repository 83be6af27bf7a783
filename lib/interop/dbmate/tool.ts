import { compactTime } from "../file-names";
import type { Script } from "../pieces";
import { commented, sqlOf } from "../sql-text";
import type { Tool } from "../tool";
import { dbmateRecorder } from "./record";

/** One file a piece; each direction is one string, in a transaction unless marked. Observed with dbmate 2.36. */
export const dbmate: Tool = {
  id: "dbmate",
  sendsOneString: true,
  recorder: dbmateRecorder,
  render: ({ pieces, header, options }) =>
    pieces.map(({ at, slug, title, up, down, loses }) => ({
      path: `${options.directory ?? "db/migrations"}/${compactTime(at)}_${slug}.sql`,
      content: [
        commented("--", [...header, title]),
        "",
        `-- migrate:up${marker(up)}`,
        sqlOf(up),
        "",
        `-- migrate:down${marker(down[0] ?? null)}`,
        ...(loses === null ? [] : [`-- Loses: ${loses}`]),
        sqlOf(down),
        "",
      ].join("\n"),
    })),
  notes: () => ["db/schema.sql is written anew by dbmate up: commit it with the files."],
};

const marker = (script: Script | null) => (script?.mode === "alone" ? " transaction:false" : "");
