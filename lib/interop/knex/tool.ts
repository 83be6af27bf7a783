import { compactTime } from "../file-names";
import { inTemplate } from "../javascript";
import { isTransactional, type Script } from "../pieces";
import { callsOf, commented } from "../sql-text";
import type { Tool } from "../tool";
import { knexRecorder } from "./record";

/** One statement a call. In `raw` a question mark is a parameter. */
export const knex: Tool = {
  id: "knex",
  sendsOneString: false,
  recorder: knexRecorder,
  render: ({ pieces, header, options }) =>
    pieces.map((piece) => ({
      path: `${options.directory ?? "migrations"}/${compactTime(piece.at)}_${piece.slug}.js`,
      content: [
        commented("//", [...header, piece.title]),
        ...(isTransactional(piece) ? [] : ["exports.config = { transaction: false };", ""]),
        `exports.up = async (knex) => {${calls(piece.up, isTransactional(piece))}};`,
        "",
        ...(piece.loses === null ? [] : [`// Loses: ${piece.loses}`]),
        `exports.down = async (knex) => {${calls(piece.down, isTransactional(piece))}};`,
        "",
      ].join("\n"),
    })),
  notes: () => [],
};

function calls(scripts: Script | null | readonly Script[], inTransaction: boolean): string {
  const list = callsOf(scripts, inTransaction).map(
    (sql) => `  await knex.raw(${inTemplate(sql.replaceAll("?", "\\?"))});`,
  );
  return list.length === 0 ? "" : `\n${list.join("\n")}\n`;
}
