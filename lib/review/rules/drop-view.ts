import { dropped } from "../ask";
import type { Rule } from "../rule";

/** DROP VIEW / MATERIALIZED VIEW. */
export const dropView: Rule = {
  level: "warning",
  tier: "core",
  help: "CREATE OR REPLACE.",
  on: ["DropStmt"],
  check: (one) =>
    dropped(one, "OBJECT_VIEW", "OBJECT_MATVIEW").map((relation) => ({
      relation,
      message: `Code that reads the view fails at once.`,
    })),
};
