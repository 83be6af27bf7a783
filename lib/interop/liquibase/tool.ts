import { compactTime, slugOf } from "../file-names";
import { isTransactional } from "../pieces";
import { commented, sqlOf } from "../sql-text";
import type { Tool } from "../tool";
import { liquibaseRecorder } from "./record";

/** Formatted SQL: one changeset a file, never split, since function bodies hold semicolons. */
export const liquibase: Tool = {
  id: "liquibase",
  sendsOneString: true,
  recorder: liquibaseRecorder,
  render: ({ pieces, header, plan, options }) =>
    pieces.map((piece) => {
      const attributes = [
        `runInTransaction:${isTransactional(piece)}`,
        "splitStatements:false",
        "rollbackSplitStatements:false",
        "stripComments:false",
      ].join(" ");
      const rollback = sqlOf(piece.down).split("\n");
      return {
        path: `${options.directory ?? "db/changelog"}/${compactTime(piece.at)}_${piece.slug}.sql`,
        content: [
          "--liquibase formatted sql",
          commented("--", [...header, piece.title]),
          `--changeset interlock:${slugOf(plan.title, 20)}-${plan.hash.slice(0, 8)}-${piece.number} ${attributes}`,
          sqlOf(piece.up),
          ...(piece.loses === null ? [] : [`-- Loses: ${piece.loses}`]),
          ...rollback.map((line) => `--rollback ${line}`),
          "",
        ].join("\n"),
      };
    }),
  notes: () => [
    "Append the files to the root changelog in their order, unless it uses includeAll.",
    "A changeset is known by its id, its author and its path: do not move the files later.",
  ],
};
