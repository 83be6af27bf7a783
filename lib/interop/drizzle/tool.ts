import type { ExportedFile } from "@/lib/contracts/interop";
import { newestNumber } from "../file-names";
import type { Script } from "../pieces";
import { commented, LIMITS } from "../sql-text";
import type { NamedPiece, Tool } from "../tool";
import { drizzleRecorder } from "./record";

/**
 * All pending files run in one transaction: what cannot is written in the form that can, and does nothing where
 * Interlock has done it already. Files without a line in the journal are never run.
 */
export const drizzle: Tool = {
  id: "drizzle",
  sendsOneString: false,
  recorder: drizzleRecorder,
  render: ({ pieces, header, options }): readonly ExportedFile[] => {
    const folder = options.directory ?? "drizzle";
    const first = newestNumber(options) + (options.newest === undefined ? -1 : 0);
    const tag = ({ number, slug }: NamedPiece) => `${String(first + number).padStart(4, "0")}_${slug}`;
    const files = pieces.map((piece) => ({
      path: `${folder}/${tag(piece)}.sql`,
      content: `${commented("--", [...header, piece.title])}\n${statements(piece.up).join("\n--> statement-breakpoint\n")}\n`,
    }));
    const entries = pieces.map((piece) => ({
      idx: first + piece.number,
      version: "7",
      when: piece.at.getTime(),
      tag: tag(piece),
      breakpoints: true,
    }));
    const path = `${folder}/meta/_journal.append.${pieces[0]?.slug ?? "part"}.json`;
    return [...files, { path, content: `${JSON.stringify(entries, null, 2)}\n` }];
  },
  notes: () => [
    "Append the entries of meta/_journal.append….json to entries in meta/_journal.json and delete that file; when must rise from entry to entry, or Drizzle skips the file for ever without a word.",
    "Where the schema in TypeScript changes with a phase: append the entries, run drizzle-kit generate, and replace the SQL of the file it makes by SELECT 1; since ours did it. Its snapshot is what the next generate starts from.",
    "Run concurrent builds and backfills in Interlock before drizzle-kit migrate: in its one transaction they would stop writers.",
  ],
};

function statements(script: Script | null): readonly string[] {
  if (script === null) return ["SELECT 1;"];
  const list = script.mode === "alone" ? [script.blocking] : script.statements;
  return [...LIMITS, ...list].map((statement) => `${statement};`);
}
