import { strings } from "../../sql/parse";
import { addedConstraints } from "../ask";
import type { Rule } from "../rule";

/** No index starting with the key's columns. */
export const foreignKeyWithoutIndex: Rule = {
  level: "warning",
  tier: "extended",
  help: "Each delete of a parent scans the child.",
  on: ["AT_AddConstraint", "AT_AddColumn"],
  check: (one) =>
    addedConstraints(one, "CONSTR_FOREIGN")
      .filter(({ relation, constraint, inline }) => {
        const first = inline?.column.colname ?? strings(constraint.fk_attrs)[0];
        return !one.lookup.table(relation)?.indexes.some((index) => index.columns[0] === first);
      })
      .map(({ relation }) => ({
        relation,
        message:
          "No index is known that starts with the key's columns: each delete of a parent reads the whole table.",
      })),
};
