import { named, type Signs } from "../clue";
import { isCode } from "../javascript";

/** `up` of a module that is given Knex. */
export const knexSigns: Signs = {
  migrations: (files) =>
    files.filter(
      (file) =>
        isCode(file) &&
        !named(/^knexfile\./)(file) &&
        /\bup\b/.test(file.content) &&
        /\(\s*knex\b|\bKnex\b/.test(file.content),
    ),
  isOwn: named(/^knexfile\.[cm]?[jt]s$/),
  mark: "a migration that is given Knex",
};
