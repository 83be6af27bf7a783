import { compactTime } from "../file-names";
import { commented, sqlOf } from "../sql-text";
import type { Tool } from "../tool";
import { prismaRecorder } from "./record";

/**
 * The folder's name is the migration. Prisma opens no transaction, and whether a file of several statements is atomic
 * depends on its version: files that must be carry their own BEGIN, the others hold one statement.
 */
export const prisma: Tool = {
  id: "prisma",
  sendsOneString: true,
  recorder: prismaRecorder,
  render: ({ pieces, header, options }) =>
    pieces.flatMap(({ at, slug, title, up, down, loses }) => {
      const folder = `${options.directory ?? "prisma/migrations"}/${compactTime(at)}_${slug}`;
      const top = commented("--", [...header, title]);
      const loss = loses === null ? "" : `\n-- Loses: ${loses}`;
      return [
        { path: `${folder}/migration.sql`, content: `${top}\n${sqlOf(up, { begin: true })}\n` },
        ...(down.length > 0
          ? [{ path: `${folder}/down.sql`, content: `${top}${loss}\n${sqlOf(down, { begin: true })}\n` }]
          : []),
      ];
    }),
  notes: () => [
    "Change schema.prisma in the same pull request, or migrate dev invents a difference.",
    "Prisma has no down migrations: down.sql is for prisma db execute --file.",
  ],
};
