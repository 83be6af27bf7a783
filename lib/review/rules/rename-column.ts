import { bodyOf } from "../../sql/parse";
import { onExisting } from "../ask";
import type { Rule } from "../rule";

/** RENAME [COLUMN]. */
export const renameColumn: Rule = {
  level: "error",
  tier: "core",
  help: "New column + trigger + backfill; or an updatable view.",
  on: ["RenameStmt"],
  check: (one) => {
    const rename = bodyOf(one.statement.node, "RenameStmt");
    return rename?.renameType === "OBJECT_COLUMN"
      ? onExisting(one, one.lookup.name(rename.relation), `Code that says ${rename.subname} fails at once.`)
      : [];
  },
};
