import { bodyOf } from "../../sql/parse";
import type { Rule } from "../rule";

/** CREATE/DROP INDEX CONCURRENTLY on a partitioned table. */
export const concurrentlyOnPartitionedTable: Rule = {
  level: "error",
  tier: "extended",
  help: "Leaf by leaf.",
  on: ["IndexStmt"],
  check: (one) => {
    const index = bodyOf(one.statement.node, "IndexStmt");
    const relation = one.lookup.name(index?.relation);
    return index?.concurrent && one.lookup.table(relation)?.kind === "partitioned"
      ? [{ relation, message: "CONCURRENTLY fails on a partitioned table (0A000)." }]
      : [];
  },
};
