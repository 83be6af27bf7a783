import { deparseSync } from "pgsql-deparser";
import type { Node } from "./parse";

/** An expression's tree as SQL. */
export function expressionText(expression: Node): string {
  const select: Node = {
    SelectStmt: {
      targetList: [{ ResTarget: { val: expression } }],
      limitOption: "LIMIT_OPTION_DEFAULT",
      op: "SETOP_NONE",
    },
  };
  return deparseSync(select)
    .replace(/^SELECT\s+/, "")
    .trim();
}
