import { dropped } from "../ask";
import type { Rule } from "../rule";

/** Dropping what code or other objects may use. */
export const dropSequence: Rule = {
  level: "warning",
  tier: "extended",
  help: "Check use first.",
  on: ["DropStmt"],
  check: (one) =>
    dropped(one, "OBJECT_SEQUENCE").map((relation) => ({
      relation,
      message: `The sequence loses its value.`,
    })),
};
