import { addedConstraints } from "../ask";
import type { Rule } from "../rule";

/** PRIMARY KEY that builds its index. */
export const addPrimaryKeyWithoutIndex: Rule = {
  level: "error",
  tier: "core",
  help: "CREATE UNIQUE INDEX CONCURRENTLY, then PRIMARY KEY USING INDEX (short ACCESS EXCLUSIVE).",
  on: ["AT_AddConstraint", "AT_AddColumn"],
  check: (one) =>
    addedConstraints(one, "CONSTR_PRIMARY")
      .filter(({ constraint }) => !constraint.indexname)
      .map(({ relation }) => ({ relation, message: "The index is built while nobody can read or write." })),
};
