import { dropped } from "../ask";
import type { Rule } from "../rule";

/** Dropping what code or other objects may use. */
export const dropFunction: Rule = {
  level: "warning",
  tier: "extended",
  help: "Check use first.",
  on: ["DropStmt"],
  check: (one) =>
    dropped(one, "OBJECT_FUNCTION", "OBJECT_PROCEDURE", "OBJECT_ROUTINE", "OBJECT_AGGREGATE").map(
      (relation) => ({ relation, message: `Bodies of other functions, and code, may call it.` }),
    ),
};
