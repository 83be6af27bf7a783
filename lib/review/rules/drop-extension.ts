import { dropped } from "../ask";
import type { Rule } from "../rule";

/** Dropping what code or other objects may use. */
export const dropExtension: Rule = {
  level: "warning",
  tier: "extended",
  help: "Check use first.",
  on: ["DropStmt"],
  check: (one) =>
    dropped(one, "OBJECT_EXTENSION").map((relation) => ({
      relation,
      message: `Functions, types and operators of the extension are gone.`,
    })),
};
