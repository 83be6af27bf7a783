import { bodyOf, type Node } from "../../sql/parse";
import type { Rule } from "../rule";

/** BEGIN without COMMIT at the end. */
export const unclosedTransaction: Rule = {
  level: "error",
  tier: "core",
  help: "COMMIT.",
  on: ["TransactionStmt"],
  check: (one) => {
    const kind = (node: Node) => bodyOf(node, "TransactionStmt")?.kind ?? "";
    const starts = (node: Node) => ["TRANS_STMT_BEGIN", "TRANS_STMT_START"].includes(kind(node));
    return starts(one.statement.node) && !one.later.endsTransaction
      ? [{ message: "BEGIN without COMMIT: nothing of it is applied." }]
      : [];
  },
};
