import { bodyOf } from "../../sql/parse";
import type { Rule } from "../rule";

/** TRUNCATE … CASCADE. */
export const truncateCascade: Rule = {
  level: "error",
  tier: "core",
  help: "Name the tables.",
  on: ["TruncateStmt"],
  check: (one) =>
    bodyOf(one.statement.node, "TruncateStmt")?.behavior === "DROP_CASCADE"
      ? [{ message: "Every table that points at these is emptied too." }]
      : [],
};
