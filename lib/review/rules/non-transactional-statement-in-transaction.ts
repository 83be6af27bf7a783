import { hasOption } from "../../sql/facts/maintenance";
import { bodyOf } from "../../sql/parse";
import type { Rule } from "../rule";

/** VACUUM, ALTER SYSTEM, CREATE/DROP DATABASE, CREATE TABLESPACE, REINDEX SCHEMA/DATABASE, bare CLUSTER, REINDEX of a partitioned table (14+). */
export const nonTransactionalStatementInTransaction: Rule = {
  level: "error",
  tier: "core",
  help: "Outside.",
  check: (one) =>
    one.transaction.open &&
    !one.facts.transactional &&
    !["IndexStmt", "DropStmt", "AlterTableStmt", "DoStmt"].includes(one.statement.kind) &&
    !hasOption(bodyOf(one.statement.node, "ReindexStmt")?.params, "concurrently")
      ? [{ message: "The statement fails inside a transaction (25001)." }]
      : [],
};
