import { folderOf, named, type Signs } from "../clue";

/** A folder for each migration with `migration.sql` in it, and `migration_lock.toml` beside them. */
export const prismaSigns: Signs = {
  migrations: (files) => files.filter(({ path }) => /(^|\/)\d+_[^/]*\/migration\.sql$/.test(path)),
  folderOf: (path) => folderOf(folderOf(path)),
  isOwn: named(/^(migration_lock\.toml|schema\.prisma|prisma\.config\.[cm]?[jt]s)$/),
  mark: null,
};
