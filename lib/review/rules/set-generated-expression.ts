import { type Rule, subcommands } from "../rule";

/** SET EXPRESSION on a STORED column. */
export const setGeneratedExpression: Rule = {
  level: "error",
  tier: "extended",
  help: "New column.",
  on: ["AT_SetExpression"],
  check: (one) =>
    subcommands(one, "AT_SetExpression")
      .filter(({ facts }) => facts.rewrites)
      .map(({ relation, cmd }) => ({
        relation,
        message: `${cmd.name} is computed anew for every row while nobody can read the table.`,
      })),
};
