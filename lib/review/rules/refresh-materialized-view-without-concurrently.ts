import { bodyOf } from "../../sql/parse";
import { onExisting } from "../ask";
import type { Rule } from "../rule";

/** REFRESH MATERIALIZED VIEW. */
export const refreshMaterializedViewWithoutConcurrently: Rule = {
  level: "error",
  tier: "core",
  help: "CONCURRENTLY.",
  on: ["RefreshMatViewStmt"],
  check: (one) => {
    const refresh = bodyOf(one.statement.node, "RefreshMatViewStmt");
    return refresh && !refresh.concurrent
      ? onExisting(one, one.lookup.name(refresh.relation), "Readers of the view wait while it is made anew.")
      : [];
  },
};
