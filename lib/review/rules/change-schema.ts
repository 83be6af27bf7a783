import { bodyOf } from "../../sql/parse";
import { onExisting } from "../ask";
import type { Rule } from "../rule";

/** SET SCHEMA of a table or view. */
export const changeSchema: Rule = {
  level: "error",
  tier: "extended",
  help: "View in the old place.",
  on: ["AlterObjectSchemaStmt"],
  check: (one) => {
    const move = bodyOf(one.statement.node, "AlterObjectSchemaStmt");
    return move?.relation
      ? onExisting(one, one.lookup.name(move.relation), "Code that looks in the old schema fails at once.")
      : [];
  },
};
