import { bodyOf } from "../../sql/parse";
import type { Rule } from "../rule";

/** ALTER SCHEMA RENAME. */
export const renameSchema: Rule = {
  level: "error",
  tier: "core",
  help: "New schema.",
  on: ["RenameStmt"],
  check: (one) =>
    bodyOf(one.statement.node, "RenameStmt")?.renameType === "OBJECT_SCHEMA"
      ? [{ message: "Code that says the old name fails at once." }]
      : [],
};
