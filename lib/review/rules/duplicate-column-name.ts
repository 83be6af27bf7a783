import { bodyOf } from "../../sql/parse";
import type { Rule } from "../rule";

/** Same folded name twice. */
export const duplicateColumnName: Rule = {
  level: "error",
  tier: "extended",
  help: "Fails 42701.",
  on: ["CreateStmt"],
  check: (one) => {
    const columns = (bodyOf(one.statement.node, "CreateStmt")?.tableElts ?? []).flatMap(
      (node) => bodyOf(node, "ColumnDef")?.colname ?? [],
    );
    const seen = new Set<string>();
    return columns
      .filter((name) => seen.size === seen.add(name).size)
      .map((name) => ({ message: `${name} is there twice (42701).` }));
  },
};
