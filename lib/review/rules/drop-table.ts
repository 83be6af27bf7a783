import { dropped } from "../ask";
import type { Rule } from "../rule";

/** DROP TABLE. */
export const dropTable: Rule = {
  level: "error",
  tier: "core",
  help: "Stop use, rename or revoke first, drop foreign keys one by one, then drop.",
  on: ["DropStmt"],
  check: (one) =>
    dropped(one, "OBJECT_TABLE", "OBJECT_FOREIGN_TABLE").map((relation) => ({
      relation,
      message: `The table and its rows are gone; tables it points at are locked as well.`,
    })),
};
