import { bodyOf } from "../../sql/parse";
import type { Rule } from "../rule";

/** Several ALTER TABLE on one table that could be one. */
export const combineAlterTable: Rule = {
  level: "info",
  tier: "extended",
  help: "Fewer ACCESS EXCLUSIVE requests and scans. Never combine VALIDATE with anything stronger, nor SET NOT NULL with DROP of its check.",
  on: ["AlterTableStmt"],
  check: (one) => {
    const alter = bodyOf(one.statement.node, "AlterTableStmt");
    const before = bodyOf(one.previous?.node, "AlterTableStmt");
    const relation = one.lookup.name(alter?.relation);
    const apart = (statement: typeof alter) =>
      (statement?.cmds ?? []).some((cmd) =>
        ["AT_ValidateConstraint", "AT_SetNotNull", "AT_DropConstraint"].includes(
          bodyOf(cmd, "AlterTableCmd")?.subtype ?? "",
        ),
      );
    const partial = (statement: typeof alter) =>
      (statement?.cmds ?? []).some(
        (cmd) => bodyOf(bodyOf(cmd, "AlterTableCmd")?.def, "Constraint")?.skip_validation,
      );
    return alter &&
      before &&
      !one.isNew(relation) &&
      one.lookup.name(before.relation) === relation &&
      !apart(alter) &&
      !apart(before) &&
      !partial(before)
      ? [{ relation, message: "Two statements wait for the same lock twice; one would do." }]
      : [];
  },
};
