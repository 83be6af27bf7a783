import { isTransactional } from "../pieces";
import { commented, sqlOf } from "../sql-text";
import type { Tool } from "../tool";

/** Plain scripts for psql, which sends statement by statement. */
export const sql: Tool = {
  id: "sql",
  sendsOneString: false,
  recorder: "nothing has to be recorded: plain scripts have no history",
  render: ({ pieces, header, options }) =>
    pieces.flatMap((piece) => {
      const base = `${options.directory ?? "migrations"}/${String(piece.number).padStart(4, "0")}_${piece.slug}`;
      const top = (direction: string) =>
        commented("--", [...header, `transaction=${isTransactional(piece)} ${direction}: ${piece.title}`]);
      return [
        { path: `${base}.up.sql`, content: `${top("up")}\n${sqlOf(piece.up, { begin: true })}\n` },
        {
          path: `${base}.down.sql`,
          content: `${top("down")}${piece.loses === null ? "" : `\n-- Loses: ${piece.loses}`}\n${sqlOf(piece.down, { begin: true })}\n`,
        },
      ];
    }),
  notes: () => ["Run each file with psql -X -v ON_ERROR_STOP=1 -f, in order."],
};
