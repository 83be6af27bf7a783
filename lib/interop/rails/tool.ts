import { camelCase, compactTime } from "../file-names";
import { isTransactional, type Script } from "../pieces";
import { callsOf, commented } from "../sql-text";
import type { Tool } from "../tool";
import { railsRecorder } from "./record";

/** The file in one transaction with its row, unless marked. */
export const rails: Tool = {
  id: "rails",
  sendsOneString: false,
  recorder: railsRecorder,
  render: ({ pieces, header, options }) =>
    pieces.map((piece) => ({
      path: `${options.directory ?? "db/migrate"}/${compactTime(piece.at)}_${piece.slug}.rb`,
      content: [
        commented("#", [...header, piece.title]),
        `class ${camelCase(piece.slug)} < ActiveRecord::Migration[${options.railsVersion ?? "7.1"}]`,
        ...(isTransactional(piece) ? [] : ["  disable_ddl_transaction!", ""]),
        "  def up",
        ...calls(piece.up, isTransactional(piece)),
        "  end",
        "",
        ...(piece.loses === null ? [] : [`  # Loses: ${piece.loses}`]),
        "  def down",
        ...calls(piece.down, isTransactional(piece)),
        "  end",
        "end",
        "",
      ].join("\n"),
    })),
  notes: () => [
    "db/schema.rb knows no triggers and functions: with config.active_record.schema_format = :sql freshly loaded databases have the one that keeps columns equal too.",
    "Where database.yml sets schema_search_path, set config.active_record.dump_schemas = :all: functions of ours are in the schema interlock, and structure.sql needs them.",
  ],
};

function calls(scripts: Script | null | readonly Script[], inTransaction: boolean): readonly string[] {
  return callsOf(scripts, inTransaction).map((sql) => {
    const word = heredocWord(sql);
    return `    execute <<'${word}'\n${sql}\n${word}`;
  });
}

/** A word that is no line of the text. */
function heredocWord(sql: string): string {
  const lines = sql.split("\n");
  let word = "SQL";
  while (lines.includes(word)) word += "_";
  return word;
}
