import { bodyOf } from "../../sql/parse";
import type { Rule } from "../rule";

/** Domain with CHECK. */
export const createDomainWithConstraint: Rule = {
  level: "info",
  tier: "extended",
  help: "Later changes scan every user of it.",
  on: ["CreateDomainStmt"],
  check: (one) =>
    (bodyOf(one.statement.node, "CreateDomainStmt")?.constraints ?? []).some(
      (node) => bodyOf(node, "Constraint")?.contype === "CONSTR_CHECK",
    )
      ? [{ message: "Changing the CHECK later reads every table that uses the domain." }]
      : [],
};
