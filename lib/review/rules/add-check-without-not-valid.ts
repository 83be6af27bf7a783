import { addedConstraints, isUnchecked } from "../ask";
import type { Rule } from "../rule";

/** CHECK added valid, also inline in ADD COLUMN. */
export const addCheckWithoutNotValid: Rule = {
  level: "error",
  tier: "core",
  help: "NOT VALID, then VALIDATE (SHARE UPDATE EXCLUSIVE) in another transaction.",
  on: ["AT_AddConstraint", "AT_AddColumn"],
  check: (one) =>
    addedConstraints(one, "CONSTR_CHECK")
      .filter(({ constraint }) => !isUnchecked(constraint))
      .map(({ relation }) => ({ relation, message: "Every row is checked while nobody can read or write." })),
};
