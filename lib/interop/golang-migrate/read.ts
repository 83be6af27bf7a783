import { numberIn, runsAsOne, sortedBy, sqlFile } from "../source-migration";
import type { SourceRules } from "../source-rules";

/** One row, the present version: what is not above it has run, or never will. The file is one string. */
export const golangMigrateRules: SourceRules = {
  read: (migrations) =>
    sortedBy(migrations, ({ path }) => numberIn(path)).map((file) =>
      sqlFile(file, {
        name: numberIn(file.path).toString(),
        inTransaction: runsAsOne(file.content),
      }),
    ),
  isApplied: ({ name }, applied) =>
    applied.some((version) => BigInt(name) <= BigInt(Number.parseInt(version, 10))),
};
