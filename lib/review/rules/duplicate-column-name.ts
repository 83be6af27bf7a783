import { bodyOf } from "../../sql/parse";
import type { Rule } from "../rule";

/** Same folded name twice. */
export const duplicateColumnName: Rule = {
  level: "error",
  tier: "extended",
  help: "Fails 42701.",
  check: (one) => {
    const columns = (bodyOf(one.statement.node, "CreateStmt")?.tableElts ?? []).flatMap(
      (node) => bodyOf(node, "ColumnDef")?.colname ?? [],
    );
    return columns
      .filter((name, at) => columns.indexOf(name) !== at)
      .map((name) => ({ message: `${name} is there twice (42701).` }));
  },
};
