import { strongLocks } from "../ask";
import type { Rule } from "../rule";

/** DDL with no statement_timeout. */
export const missingStatementTimeout: Rule = {
  level: "info",
  tier: "opt-in",
  help: "Set it; 0 for index builds and validation, which may take long.",
  check: (one) =>
    strongLocks(one).length > 0 && one.transaction.statementTimeout === 0
      ? [{ message: "No statement_timeout is set." }]
      : [],
};
