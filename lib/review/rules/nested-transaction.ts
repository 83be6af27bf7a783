import { bodyOf } from "../../sql/parse";
import type { Rule } from "../rule";

/** BEGIN in BEGIN, COMMIT without BEGIN, either under a runner that wraps. */
export const nestedTransaction: Rule = {
  level: "warning",
  tier: "core",
  help: "Savepoints, or leave it to the runner.",
  on: ["TransactionStmt"],
  check: (one) => {
    const kind = bodyOf(one.statement.node, "TransactionStmt")?.kind;
    const begins = kind === "TRANS_STMT_BEGIN" || kind === "TRANS_STMT_START";
    const ends = kind === "TRANS_STMT_COMMIT" || kind === "TRANS_STMT_ROLLBACK";
    if (begins && one.transaction.open)
      return [{ message: "BEGIN inside a transaction only warns; the next COMMIT ends the outer one." }];
    return ends && !one.transaction.explicit
      ? [
          {
            message: one.transaction.open
              ? "This ends the transaction of the runner."
              : "There is no transaction to end.",
          },
        ]
      : [];
  },
};
