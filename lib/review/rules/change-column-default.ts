import { type Rule, subcommands } from "../rule";

/** SET DEFAULT on an existing column. */
export const changeColumnDefault: Rule = {
  level: "info",
  tier: "extended",
  help: "Code first.",
  on: ["AT_ColumnDefault"],
  check: (one) =>
    subcommands(one, "AT_ColumnDefault")
      .filter(({ cmd }) => cmd.def !== undefined)
      .map(({ relation, cmd }) => ({
        relation,
        message: `Code that keeps the old default of ${cmd.name} in mind goes on writing it.`,
      })),
};
