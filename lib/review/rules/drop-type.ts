import { dropped } from "../ask";
import type { Rule } from "../rule";

/** Dropping what code or other objects may use. */
export const dropType: Rule = {
  level: "warning",
  tier: "extended",
  help: "Check use first.",
  on: ["DropStmt"],
  check: (one) =>
    dropped(one, "OBJECT_TYPE", "OBJECT_DOMAIN").map((relation) => ({
      relation,
      message: `Code and functions may use the type.`,
    })),
};
