import type { RangeVar } from "libpg-query";
import { walk } from "../../sql/parse";
import type { Rule } from "../rule";

/** ON DELETE CASCADE. */
export const onDeleteCascade: Rule = {
  level: "info",
  tier: "opt-in",
  help: "Delete children in batches, or use NO ACTION.",
  on: ["CreateStmt", "CreateSchemaStmt", "CreateForeignTableStmt", "AT_AddConstraint", "AT_AddColumn"],
  check: (one) => {
    const found: string[] = [];
    walk(one.statement.node, (kind, body) => {
      if (kind === "Constraint" && body.fk_del_action === "c")
        found.push(one.lookup.name(body.pktable as RangeVar));
    });
    return found.map((relation) => ({
      relation,
      message: `One delete in ${relation} can become a long one.`,
    }));
  },
};
