import { strongLocks } from "../ask";
import type { Rule } from "../rule";

/** Explicit LOCK of mode S or stronger. */
export const lockTable: Rule = {
  level: "error",
  tier: "core",
  help: "No explicit lock, or lock_timeout + shortest transaction.",
  on: ["LockStmt"],
  check: (one) =>
    (one.statement.kind === "LockStmt" ? strongLocks(one) : []).map(({ relation, mode }) => ({
      relation,
      message: `The lock (${mode}) makes others wait until the end of the transaction.`,
    })),
};
