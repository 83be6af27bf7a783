import type { Rule } from "../rule";

/** ADD VALUE and use in one transaction. */
export const enumValueUsedInTransaction: Rule = {
  level: "error",
  tier: "core",
  help: "Commit between.",
  check: (one) =>
    one.statement.kind === "AlterEnumStmt"
      ? []
      : [...one.transaction.enumValues]
          .filter((value) => one.statement.sql.includes(`'${value}'`))
          .map((value) => ({
            message: `The enum value ${value} is new in this transaction and cannot be used before its end (55P04).`,
          })),
};
