import { bodyOf } from "../../sql/parse";
import { type Rule, subcommands } from "../rule";

/** PRIMARY KEY USING INDEX over a nullable column. */
export const primaryKeyOnNullableColumn: Rule = {
  level: "error",
  tier: "extended",
  help: "Make the column NOT NULL by the check route first.",
  on: ["AT_AddConstraint"],
  check: (one) =>
    subcommands(one, "AT_AddConstraint")
      .filter(({ cmd, facts }) => {
        const c = bodyOf(cmd.def, "Constraint");
        return c?.contype === "CONSTR_PRIMARY" && c.indexname !== undefined && facts.scans === true;
      })
      .map(({ relation }) => ({
        relation,
        message:
          "A key column may be null: every row is read while nobody can read or write, unless it is NOT NULL already.",
      })),
};
