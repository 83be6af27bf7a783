import { bodyOf } from "../../sql/parse";
import { onExisting } from "../ask";
import type { Rule } from "../rule";

/** RENAME TO on a table, also through a swap. */
export const renameTable: Rule = {
  level: "error",
  tier: "core",
  help: "View under the old name in the same transaction, or new table.",
  on: ["RenameStmt"],
  check: (one) => {
    const rename = bodyOf(one.statement.node, "RenameStmt");
    return rename?.renameType === "OBJECT_TABLE"
      ? onExisting(
          one,
          one.lookup.name(rename.relation),
          `Code that says ${rename.relation?.relname} fails at once.`,
        )
      : [];
  },
};
