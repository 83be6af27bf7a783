import { bodyOf } from "../../sql/parse";
import type { Rule } from "../rule";

/** CREATE INDEX CONCURRENTLY IF NOT EXISTS. */
export const concurrentIndexIfNotExists: Rule = {
  level: "warning",
  tier: "extended",
  help: "Drop the INVALID one first.",
  on: ["IndexStmt"],
  check: (one) => {
    const index = bodyOf(one.statement.node, "IndexStmt");
    return index?.concurrent && index.if_not_exists
      ? [
          {
            relation: one.lookup.name(index.relation),
            message:
              "After a failed build the INVALID index has the name: this then does nothing and says nothing.",
          },
        ]
      : [];
  },
};
