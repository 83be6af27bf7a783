import { versionOf } from "../file-names";
import { isTransactional, type Script } from "../pieces";
import { callsOf, commented } from "../sql-text";
import type { Tool } from "../tool";
import { gooseRecorder } from "./record";

/** Statements go one by one; those with semicolons inside stand between markers. */
export const goose: Tool = {
  id: "goose",
  sendsOneString: false,
  recorder: gooseRecorder,
  render: ({ pieces, header, options }) =>
    pieces.map((piece) => ({
      path: `${options.directory ?? "migrations"}/${versionOf(piece, options, 5)}_${piece.slug}.sql`,
      content: [
        ...(isTransactional(piece) ? [] : ["-- +goose NO TRANSACTION"]),
        commented("--", [...header, piece.title]),
        "-- +goose Up",
        ...statements(piece.up ? [piece.up] : [], isTransactional(piece)),
        "-- +goose Down",
        ...(piece.loses === null ? [] : [`-- Loses: ${piece.loses}`]),
        ...statements(piece.down, isTransactional(piece)),
        "",
      ].join("\n"),
    })),
  notes: () => [
    "Files without a transaction go through goose's pool: give lock_timeout in the connection string (options=-c%20lock_timeout%3D3s).",
  ],
};

/** In a file without a transaction a script that needs one is sent as one. */
function statements(scripts: readonly Script[], inTransaction: boolean): readonly string[] {
  const list = callsOf(scripts, inTransaction);
  if (list.length === 0) return ["SELECT 1;"];
  return list.map((statement) =>
    statement.includes(";")
      ? `-- +goose StatementBegin\n${statement.replace(/;$/, "")};\n-- +goose StatementEnd`
      : `${statement};`,
  );
}
