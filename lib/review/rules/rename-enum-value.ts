import { bodyOf } from "../../sql/parse";
import type { Rule } from "../rule";

/** ALTER TYPE RENAME VALUE. */
export const renameEnumValue: Rule = {
  level: "error",
  tier: "core",
  help: "Add value, accept both, backfill.",
  on: ["AlterEnumStmt"],
  check: (one) =>
    bodyOf(one.statement.node, "AlterEnumStmt")?.oldVal
      ? [{ message: "Code that writes the old value fails at once." }]
      : [],
};
