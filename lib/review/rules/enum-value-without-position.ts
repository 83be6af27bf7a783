import { bodyOf } from "../../sql/parse";
import type { Rule } from "../rule";

/** ADD VALUE without BEFORE/AFTER. */
export const enumValueWithoutPosition: Rule = {
  level: "info",
  tier: "extended",
  help: "Sort order.",
  on: ["AlterEnumStmt"],
  check: (one) => {
    const value = bodyOf(one.statement.node, "AlterEnumStmt");
    return value?.newVal && !value.oldVal && !value.newValNeighbor
      ? [{ message: "The value sorts behind all others." }]
      : [];
  },
};
