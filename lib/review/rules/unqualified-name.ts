import { bodyOf } from "../../sql/parse";
import type { Rule } from "../rule";

/** Table without schema in DDL. */
export const unqualifiedName: Rule = {
  level: "info",
  tier: "opt-in",
  help: "Depends on search_path.",
  on: ["CreateStmt", "AlterTableStmt"],
  check: (one) => {
    const relation =
      bodyOf(one.statement.node, "CreateStmt")?.relation ??
      bodyOf(one.statement.node, "AlterTableStmt")?.relation;
    return relation && !relation.schemaname
      ? [{ message: `Which ${relation.relname} is meant depends on search_path.` }]
      : [];
  },
};
