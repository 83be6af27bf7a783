import type { Rule } from "../rule";

/** More statements after ACCESS EXCLUSIVE in one transaction. */
export const statementAfterAccessExclusiveLock: Rule = {
  level: "warning",
  tier: "core",
  help: "End the transaction.",
  check: (one) => {
    const held = one.transaction.heldIn("AccessExclusiveLock");
    const idle = ["TransactionStmt", "VariableSetStmt"].includes(one.statement.kind);
    if (!one.transaction.open || !held || idle) return [];
    const level = one.facts.scans || one.facts.rewrites ? "error" : "warning";
    return [
      {
        relation: held,
        level,
        message: `${held} stays closed to everybody while this statement runs.`,
      },
    ];
  },
};
