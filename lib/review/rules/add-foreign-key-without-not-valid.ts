import { addedConstraints, isUnchecked } from "../ask";
import type { Rule } from "../rule";

/** Foreign key added valid, also inline. */
export const addForeignKeyWithoutNotValid: Rule = {
  level: "error",
  tier: "core",
  help: "NOT VALID, then VALIDATE (SHARE UPDATE EXCLUSIVE here, ROW SHARE there). Partitioned before 18: per partition, then the parent.",
  on: ["AT_AddConstraint", "AT_AddColumn"],
  check: (one) =>
    addedConstraints(one, "CONSTR_FOREIGN")
      .filter(
        ({ constraint, inline }) =>
          !isUnchecked(constraint) &&
          (inline === null || inline.constraints.some((c) => c.contype === "CONSTR_DEFAULT")),
      )
      .map(({ relation }) => ({ relation, message: "Both tables are read while writes to both wait." })),
};
