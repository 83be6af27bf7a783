import { strongLocks } from "../ask";
import type { Rule } from "../rule";

/** New table with keys to two or more existing tables. */
export const createTableMultipleForeignKeys: Rule = {
  level: "info",
  tier: "extended",
  help: "SHARE ROW EXCLUSIVE on each until commit.",
  on: ["CreateStmt"],
  check: (one) =>
    one.statement.kind === "CreateStmt" &&
    strongLocks(one).filter(({ mode }) => mode === "ShareRowExclusiveLock").length > 1
      ? [{ message: "Writes to each of the tables it points at wait until the end of the transaction." }]
      : [],
};
