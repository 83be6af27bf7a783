import { named, type Signs } from "../clue";
import { isCode } from "../javascript";

/** `up` of a module that is given a query interface. */
export const sequelizeSigns: Signs = {
  migrations: (files) =>
    files.filter(
      (file) =>
        isCode(file) &&
        /\bup\b/.test(file.content) &&
        /\bqueryInterface\b|\bQueryInterface\b|\bsequelize\b/.test(file.content) &&
        /\d+[-_]/.test(file.path.slice(file.path.lastIndexOf("/") + 1)),
    ),
  isOwn: named(/^\.sequelizerc$/),
  mark: "a migration that is given Sequelize",
};
