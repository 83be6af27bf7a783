import { versionOf } from "../file-names";
import { isTransactional } from "../pieces";
import { commented, sqlOf } from "../sql-text";
import type { Tool } from "../tool";
import { flywayRecorder } from "./record";

/** `V…` files; a companion `.conf` where Flyway must not open a transaction. */
export const flyway: Tool = {
  id: "flyway",
  sendsOneString: false,
  recorder: flywayRecorder,
  render: ({ pieces, header, options }) =>
    pieces.flatMap((piece) => {
      const folder = options.directory ?? "src/main/resources/db/migration";
      const name = `${versionOf(piece, options, 1)}__${piece.slug}`;
      const top = commented("--", [...header, piece.title]);
      const script = (letter: string, content: string) => [
        { path: `${folder}/${letter}${name}.sql`, content: `${top}\n${content}\n` },
        ...(isTransactional(piece)
          ? []
          : [{ path: `${folder}/${letter}${name}.sql.conf`, content: "executeInTransaction=false\n" }]),
      ];
      return [
        ...script("V", sqlOf(piece.up)),
        ...(piece.down.length > 0 ? script("U", sqlOf(piece.down, { begin: !isTransactional(piece) })) : []),
      ];
    }),
  notes: () => [
    "Set flyway.postgresql.transactional.lock=false: with its default a concurrent index build waits for Flyway's own lock for ever.",
    "U files are run by Flyway's paid editions; elsewhere they are for review.",
  ],
};
