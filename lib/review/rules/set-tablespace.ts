import { bodyOf } from "../../sql/parse";
import { onExisting } from "../ask";
import type { Rule } from "../rule";

/** Table or index moved. */
export const setTablespace: Rule = {
  level: "error",
  tier: "core",
  help: "New index concurrently in the other tablespace; new table and swap.",
  on: ["AT_SetTableSpace"],
  check: (one) => {
    const alter = bodyOf(one.statement.node, "AlterTableStmt");
    const moves = (alter?.cmds ?? []).some(
      (cmd) => bodyOf(cmd, "AlterTableCmd")?.subtype === "AT_SetTableSpace",
    );
    return moves
      ? onExisting(
          one,
          one.lookup.name(alter?.relation),
          "The file is copied while nobody can read or write the table.",
        )
      : [];
  },
};
