import { bodyOf } from "../../sql/parse";
import { type Rule, subcommands } from "../rule";

/** SET NOT NULL (or 18: ADD CONSTRAINT … NOT NULL c without NOT VALID) with no proof. */
export const setNotNull: Rule = {
  level: "error",
  tier: "core",
  help: "ADD CHECK (c IS NOT NULL) NOT VALID; fix rows; VALIDATE in its own transaction; SET NOT NULL; drop the check separately. 18: ADD CONSTRAINT n NOT NULL c NOT VALID, then VALIDATE.",
  on: ["AT_SetNotNull", "AT_AddConstraint"],
  check: (one) =>
    [
      ...subcommands(one, "AT_SetNotNull").filter(({ facts }) => facts.scans),
      ...subcommands(one, "AT_AddConstraint").filter(({ cmd }) => {
        const c = bodyOf(cmd.def, "Constraint");
        return c?.contype === "CONSTR_NOTNULL" && !c.skip_validation;
      }),
    ].map(({ relation, cmd }) => ({
      relation,
      message: `Every row is read to see that ${cmd.name ?? "the column"} is never null, while nobody can read or write.`,
    })),
};
