import { bodyOf } from "../../sql/parse";
import { dropped } from "../ask";
import type { Rule } from "../rule";

/** Plain DROP INDEX. */
export const dropIndexWithoutConcurrently: Rule = {
  level: "error",
  tier: "core",
  help: "CONCURRENTLY, one index per statement, no CASCADE.",
  on: ["DropStmt"],
  check: (one) =>
    bodyOf(one.statement.node, "DropStmt")?.concurrent
      ? []
      : dropped(one, "OBJECT_INDEX").map((relation) => ({
          relation,
          message: "Reads and writes of the table wait, behind every query that runs already.",
        })),
};
