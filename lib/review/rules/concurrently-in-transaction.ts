import { hasOption } from "../../sql/facts/maintenance";
import { bodyOf } from "../../sql/parse";
import type { Rule } from "../rule";

/** CREATE/DROP INDEX, REINDEX, DETACH … CONCURRENTLY inside BEGIN, a DO block, a runner's transaction or one multi-statement query. */
export const concurrentlyInTransaction: Rule = {
  level: "error",
  tier: "core",
  help: "Outside; tell the tool.",
  on: ["IndexStmt", "DropStmt", "ReindexStmt", "AT_DetachPartition", "DoStmt"],
  check: (one) => {
    const node = one.statement.node;
    const name = bodyOf(node, "IndexStmt")?.concurrent
      ? "CREATE INDEX CONCURRENTLY"
      : bodyOf(node, "DropStmt")?.concurrent
        ? "DROP INDEX CONCURRENTLY"
        : hasOption(bodyOf(node, "ReindexStmt")?.params, "concurrently")
          ? "REINDEX CONCURRENTLY"
          : (bodyOf(node, "AlterTableStmt")?.cmds ?? []).some(
                (cmd) => bodyOf(bodyOf(cmd, "AlterTableCmd")?.def, "PartitionCmd")?.concurrent,
              )
            ? "DETACH PARTITION CONCURRENTLY"
            : node && "DoStmt" in node && !one.facts.transactional
              ? "A statement of the DO block"
              : null;
    return name && (one.transaction.open || "DoStmt" in node)
      ? [{ message: `${name} fails inside a transaction (25001).` }]
      : [];
  },
};
