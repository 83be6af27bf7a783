import { compactTime } from "../file-names";
import { isTransactional } from "../pieces";
import { commented, sqlOf } from "../sql-text";
import type { Tool } from "../tool";
import { extendedSum, folderOf, sumPathOf } from "./sum";

/** Forward files only; where the team's files are given, their running checksum goes on over ours. */
export const atlas: Tool = {
  id: "atlas",
  sendsOneString: false,
  recorder:
    "Atlas's rows need the checksum of the whole folder: run atlas migrate set after the files are merged",
  continues: folderOf,
  companion: { pathOf: sumPathOf, write: extendedSum },
  render: ({ pieces, header, options }) =>
    pieces.map((piece) => ({
      path: `${folderOf(options)}/${compactTime(piece.at)}_${piece.slug}.sql`,
      content: `${isTransactional(piece) ? "" : "-- atlas:txmode none\n\n"}${commented("--", [...header, piece.title])}\n${sqlOf(piece.up)}\n`,
    })),
  notes: (_, options, repository) => [
    extendedSum([], options, repository) === null
      ? "Run atlas migrate hash after adding the files: atlas.sum covers all files of the folder."
      : "atlas.sum is written anew: it covers the folder as it was given, and ours.",
    "Atlas has no down files: take phases back in Interlock, or with the plain SQL export.",
  ],
};
