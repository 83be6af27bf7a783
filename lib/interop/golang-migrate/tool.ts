import { versionOf } from "../file-names";
import { commented, sqlOf } from "../sql-text";
import type { Tool } from "../tool";
import { golangMigrateRecorder } from "./record";

/** The whole file is one string without a transaction of the tool's: several statements are atomic all the same. */
export const golangMigrate: Tool = {
  id: "golang-migrate",
  sendsOneString: true,
  recorder: golangMigrateRecorder,
  render: ({ pieces, header, options }) =>
    pieces.flatMap((piece) => {
      const { slug, title, up, down, loses } = piece;
      const base = `${options.directory ?? "migrations"}/${versionOf(piece, options, 6)}_${slug}`;
      const top = commented("--", [...header, title]);
      return [
        { path: `${base}.up.sql`, content: `${top}\n${sqlOf(up)}\n` },
        {
          path: `${base}.down.sql`,
          content: `${top}${loses === null ? "" : `\n-- Loses: ${loses}`}\n${sqlOf(down)}\n`,
        },
      ];
    }),
  notes: () => [
    "Do not use x-multi-statement=true: it splits function bodies at their semicolons.",
    "A number lower than the newest applied one never runs: name the newest when you export.",
  ],
};
