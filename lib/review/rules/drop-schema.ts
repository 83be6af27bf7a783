import { dropped } from "../ask";
import type { Rule } from "../rule";

/** DROP SCHEMA. */
export const dropSchema: Rule = {
  level: "error",
  tier: "core",
  help: "Drop what is in it by name, once nothing uses it.",
  on: ["DropStmt"],
  check: (one) =>
    dropped(one, "OBJECT_SCHEMA").map((relation) => ({
      relation,
      message: `The schema is gone, and with CASCADE all that is in it.`,
    })),
};
