import { named, type Signs } from "../clue";

/** Whatever ends in `.sql` and is no way back; asked only where no tool claims the files. */
export const sqlSigns: Signs = {
  migrations: (files) => files.filter(named(/(?<!\.down)\.sql$/i)),
  mark: null,
};
