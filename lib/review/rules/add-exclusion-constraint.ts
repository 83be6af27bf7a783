import { addedConstraints } from "../ask";
import type { Rule } from "../rule";

/** EXCLUDE on an existing table. */
export const addExclusionConstraint: Rule = {
  level: "error",
  tier: "core",
  help: "New table with the constraint, copy, swap; or a maintenance window.",
  on: ["AT_AddConstraint", "AT_AddColumn"],
  check: (one) =>
    addedConstraints(one, "CONSTR_EXCLUSION").map(({ relation }) => ({
      relation,
      message: "The index is built and every row checked while nobody can read or write.",
    })),
};
