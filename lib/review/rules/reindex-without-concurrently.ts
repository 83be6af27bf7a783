import { hasOption } from "../../sql/facts/maintenance";
import { bodyOf } from "../../sql/parse";
import { onExisting } from "../ask";
import type { Rule } from "../rule";

/** REINDEX INDEX/TABLE/SCHEMA. */
export const reindexWithoutConcurrently: Rule = {
  level: "error",
  tier: "core",
  help: "REINDEX … CONCURRENTLY, also written (CONCURRENTLY) from 14; partitioned: leaf by leaf.",
  on: ["ReindexStmt"],
  check: (one) => {
    const reindex = bodyOf(one.statement.node, "ReindexStmt");
    if (!reindex || hasOption(reindex.params, "concurrently")) return [];
    return onExisting(
      one,
      reindex.relation ? one.lookup.name(reindex.relation) : "",
      "Writes wait while indexes are rebuilt, and so does every read that plans with them.",
    );
  },
};
