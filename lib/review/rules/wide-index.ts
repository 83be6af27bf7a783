import { bodyOf } from "../../sql/parse";
import type { Rule } from "../rule";

/** Non-unique index of more than three key columns. */
export const wideIndex: Rule = {
  level: "info",
  tier: "extended",
  help: "INCLUDE columns do not count.",
  on: ["IndexStmt"],
  check: (one) => {
    const index = bodyOf(one.statement.node, "IndexStmt");
    return index && !index.unique && (index.indexParams?.length ?? 0) > 3
      ? [
          {
            relation: one.lookup.name(index.relation),
            message: "More than three key columns seldom help, and every write pays.",
          },
        ]
      : [];
  },
};
