import { inTemplate } from "../javascript";
import { isTransactional, type Script } from "../pieces";
import { callsOf, commented } from "../sql-text";
import type { Tool } from "../tool";
import { nodePgMigrateRecorder } from "./record";

/** All pending run in one transaction; `noTransaction()` ends it before and begins it anew after. */
export const nodePgMigrate: Tool = {
  id: "node-pg-migrate",
  sendsOneString: false,
  recorder: nodePgMigrateRecorder,
  render: ({ pieces, header, options }) =>
    pieces.map((piece) => ({
      path: `${options.directory ?? "migrations"}/${piece.at.getTime()}_${piece.slug.replaceAll("_", "-")}.js`,
      content: [
        commented("//", [...header, piece.title]),
        `exports.up = (pgm) => {${calls(piece.up, isTransactional(piece))}};`,
        "",
        ...(piece.loses === null ? [] : [`// Loses: ${piece.loses}`]),
        `exports.down = (pgm) => {${calls(piece.down, isTransactional(piece))}};`,
        "",
      ].join("\n"),
    })),
  notes: () => [
    "Rows are compared with the sorted files place by place: name the newest migration when you export.",
  ],
};

function calls(scripts: Script | null | readonly Script[], transactional: boolean): string {
  const list = callsOf(scripts, transactional).map((sql) => `  pgm.sql(${inTemplate(sql)});`);
  const all = transactional ? list : ["  pgm.noTransaction();", ...list];
  return all.length === 0 ? "" : `\n${all.join("\n")}\n`;
}
