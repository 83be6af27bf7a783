import { bodyOf } from "../../sql/parse";
import { onExisting } from "../ask";
import type { Rule } from "../rule";

/** CREATE INDEX on an existing table. */
export const createIndexWithoutConcurrently: Rule = {
  level: "error",
  tier: "core",
  help: "CONCURRENTLY outside a transaction; partitioned: ON ONLY, per leaf CONCURRENTLY, ATTACH.",
  on: ["IndexStmt"],
  check: (one) => {
    const index = bodyOf(one.statement.node, "IndexStmt");
    return index && !index.concurrent && index.relation?.inh
      ? onExisting(one, one.lookup.name(index.relation), "Writes wait while the index is built.")
      : [];
  },
};
