import { bodyOf } from "../../sql/parse";
import type { Rule } from "../rule";

/** UPDATE/DELETE/INSERT…SELECT of existing rows in a transaction that holds ACCESS EXCLUSIVE, SHARE ROW EXCLUSIVE or S on a table. */
export const dataChangeWithDdl: Rule = {
  level: "error",
  tier: "core",
  help: "Separate step, batches.",
  on: ["InsertStmt", "UpdateStmt", "DeleteStmt", "MergeStmt"],
  check: (one) => {
    const insert = bodyOf(one.statement.node, "InsertStmt");
    const changes =
      ["UpdateStmt", "DeleteStmt", "MergeStmt"].includes(one.statement.kind) ||
      (insert !== null && bodyOf(insert.selectStmt, "SelectStmt")?.fromClause !== undefined);
    const held = one.transaction.heldIn("AccessExclusiveLock", "ShareRowExclusiveLock", "ShareLock");
    return one.transaction.open && changes && held && one.facts.locks.length > 0
      ? [{ relation: held, message: `${held} stays locked for as long as the rows take.` }]
      : [];
  },
};
