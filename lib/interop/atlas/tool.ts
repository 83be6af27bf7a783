import { compactTime } from "../file-names";
import { isTransactional } from "../pieces";
import { commented, sqlOf } from "../sql-text";
import type { Tool } from "../tool";

/** Forward files only; their running checksum belongs into the team's atlas.sum. */
export const atlas: Tool = {
  id: "atlas",
  sendsOneString: false,
  recorder:
    "Atlas's rows need the checksum of the whole folder: run atlas migrate set after the files are merged",
  render: ({ pieces, header, options }) =>
    pieces.map((piece) => ({
      path: `${options.directory ?? "migrations"}/${compactTime(piece.at)}_${piece.slug}.sql`,
      content: `${isTransactional(piece) ? "" : "-- atlas:txmode none\n\n"}${commented("--", [...header, piece.title])}\n${sqlOf(piece.up)}\n`,
    })),
  notes: () => [
    "Run atlas migrate hash after adding the files: atlas.sum covers all files of the folder.",
    "Atlas has no down files: take phases back in Interlock, or with the plain SQL export.",
  ],
};
