import { sortedBy, sqlFile } from "../source-migration";
import type { SourceRules } from "../source-rules";

/** Run by psql, statement by statement, in the order of their paths. Nothing says which have run. */
export const sqlRules: SourceRules = {
  read: (migrations) =>
    sortedBy(migrations, ({ path }) => path).map((file) =>
      sqlFile(file, { name: file.path, inTransaction: false }),
    ),
};
