import type { ExportedFile, ExportOptions } from "@/lib/contracts/interop";
import { newestNumber } from "../file-names";
import { isTransactional, type Script } from "../pieces";
import { pythonText } from "../python";
import { callsOf, commented } from "../sql-text";
import type { NamedPiece, Tool } from "../tool";
import { appOf } from "./app-of";
import { djangoRecorder } from "./record";

/** `RunSQL` is given a list: it does not split a text. Each file depends on the one before. */
export const django: Tool = {
  id: "django",
  sendsOneString: false,
  recorder: djangoRecorder,
  render: ({ pieces, before, header, options }): readonly ExportedFile[] => {
    const ours = appOf(options);
    const { app = "app", newest = "0001_initial" } = ours;
    return pieces.map((piece, at) => {
      const parent = pieces[at - 1] ?? before;
      return {
        path: `${options.directory ?? `${app}/migrations`}/${nameOf(piece, ours)}.py`,
        content: [
          commented("#", [...header, piece.title]),
          "from django.db import migrations",
          "",
          "",
          "class Migration(migrations.Migration):",
          ...(isTransactional(piece) ? [] : ["    atomic = False"]),
          `    dependencies = [(${pythonText(app)}, ${pythonText(parent ? nameOf(parent, ours) : newest)})]`,
          "    operations = [",
          "        migrations.RunSQL(",
          list(piece.up, isTransactional(piece)),
          ...(piece.loses === null ? [] : [`            # Loses: ${piece.loses}`]),
          list(piece.down, isTransactional(piece)),
          "        ),",
          "    ]",
          "",
        ].join("\n"),
      };
    });
  },
  notes: ({ title }, options) => {
    const { app, newest } = appOf(options);
    return [
      ...(app === undefined ? ["Say the app's label when you export: the files name it."] : []),
      ...(newest === undefined
        ? ["Say the app's newest migration when you export: the first file depends on it."]
        : []),
      `In the release whose models change (${title}): run makemigrations after adding the files, and wrap the operations it wrote in migrations.SeparateDatabaseAndState(state_operations=[…]), since ours did it in the database.`,
    ];
  },
};

function nameOf({ number, slug }: NamedPiece, ours: ExportOptions): string {
  return `${String(newestNumber(ours) + number).padStart(4, "0")}_${slug}`;
}

function list(scripts: Script | null | readonly Script[], inTransaction: boolean): string {
  const calls = callsOf(scripts, inTransaction);
  if (calls.length === 0) return "            migrations.RunSQL.noop,";
  return `            [\n${calls.map((sql) => `                ${pythonText(sql)},`).join("\n")}\n            ],`;
}
