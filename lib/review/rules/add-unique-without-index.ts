import { addedConstraints } from "../ask";
import type { Rule } from "../rule";

/** UNIQUE constraint that builds its index. */
export const addUniqueWithoutIndex: Rule = {
  level: "error",
  tier: "core",
  help: "CREATE UNIQUE INDEX CONCURRENTLY, then UNIQUE USING INDEX (short ACCESS EXCLUSIVE). Fails if the index is INVALID.",
  on: ["AT_AddConstraint", "AT_AddColumn"],
  check: (one) =>
    addedConstraints(one, "CONSTR_UNIQUE")
      .filter(({ constraint }) => !constraint.indexname)
      .map(({ relation }) => ({ relation, message: "The index is built while nobody can read or write." })),
};
