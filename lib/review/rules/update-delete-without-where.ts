import { bodyOf } from "../../sql/parse";
import { onExisting } from "../ask";
import type { Rule } from "../rule";

/** UPDATE or DELETE of a whole existing table. */
export const updateDeleteWithoutWhere: Rule = {
  level: "error",
  tier: "core",
  help: "Batches by key.",
  on: ["UpdateStmt", "DeleteStmt"],
  check: (one) => {
    const statement = bodyOf(one.statement.node, "UpdateStmt") ?? bodyOf(one.statement.node, "DeleteStmt");
    return statement && !statement.whereClause
      ? onExisting(
          one,
          one.lookup.name(statement.relation),
          "Every row is locked until the end of the transaction, and the table grows by all of them.",
        )
      : [];
  },
};
