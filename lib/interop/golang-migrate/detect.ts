import { named, type Signs } from "../clue";

/** `000001_name.up.sql` with its `.down.sql`. */
export const golangMigrateSigns: Signs = {
  migrations: (files) => files.filter(named(/^\d+_.*\.up\.sql$/)),
  mark: null,
};
