import { bodyOf } from "../../sql/parse";
import type { Rule } from "../rule";

/** Short lock_timeout in force at a CONCURRENTLY statement. */
export const lockTimeoutBeforeConcurrently: Rule = {
  level: "info",
  tier: "opt-in",
  help: "0 there, or drop the INVALID index and retry.",
  on: ["IndexStmt", "DropStmt"],
  check: (one) =>
    one.transaction.lockTimeout > 0 &&
    (bodyOf(one.statement.node, "IndexStmt")?.concurrent ||
      bodyOf(one.statement.node, "DropStmt")?.concurrent)
      ? [{ message: "lock_timeout also cancels the waits of CONCURRENTLY and leaves an INVALID index." }]
      : [],
};
