import { bodyOf } from "../../sql/parse";
import type { Rule } from "../rule";

/** Outside a transaction without IF [NOT] EXISTS. */
export const nonIdempotentStatement: Rule = {
  level: "info",
  tier: "opt-in",
  help: "A retry fails half-way. There is no ADD CONSTRAINT IF NOT EXISTS.",
  on: ["CreateStmt", "DropStmt"],
  check: (one) => {
    const node = one.statement.node;
    const plain =
      (bodyOf(node, "CreateStmt") && !bodyOf(node, "CreateStmt")?.if_not_exists) ||
      (bodyOf(node, "DropStmt") && !bodyOf(node, "DropStmt")?.missing_ok);
    return plain && !one.transaction.open
      ? [{ message: "A second attempt after a failure half-way fails here." }]
      : [];
  },
};
