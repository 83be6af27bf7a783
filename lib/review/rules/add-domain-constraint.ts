import { bodyOf } from "../../sql/parse";
import type { Rule } from "../rule";

/** CHECK added to or validated on a domain, domain SET NOT NULL. */
export const addDomainConstraint: Rule = {
  level: "error",
  tier: "extended",
  help: "Table CHECKs.",
  on: ["AlterDomainStmt"],
  check: (one) => {
    const alter = bodyOf(one.statement.node, "AlterDomainStmt");
    const checks =
      alter?.subtype === "O" ||
      alter?.subtype === "V" ||
      (alter?.subtype === "C" && !bodyOf(alter.def, "Constraint")?.skip_validation);
    return checks ? [{ message: "Every table that uses the domain is read while writes to it wait." }] : [];
  },
};
