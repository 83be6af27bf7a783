import type { Signs } from "../clue";
import { isCode } from "../javascript";

/** `up` of a module that is given `pgm`, or SQL below `-- Up Migration`. */
export const nodePgMigrateSigns: Signs = {
  migrations: (files) =>
    files.filter(
      (file) =>
        (isCode(file) &&
          /\bup\b/.test(file.content) &&
          /\(\s*pgm\b|\bMigrationBuilder\b/.test(file.content)) ||
        (file.path.endsWith(".sql") && UP.test(file.content)),
    ),
  mark: "pgm or -- Up Migration",
};

/** As in the tool's source, where the case and the spaces do not matter. */
const UP = /^\s*--[\s-]*up\s+migration/im;
