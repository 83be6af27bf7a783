import { type Rule, subcommands } from "../rule";

/** Type change that rewrites, rebuilds an index or re-checks a constraint. */
export const changeColumnType: Rule = {
  level: "error",
  tier: "core",
  help: "New column, dual write by trigger, backfill, swap.",
  on: ["AT_AlterColumnType"],
  check: (one) =>
    subcommands(one, "AT_AlterColumnType")
      .filter(({ facts }) => facts.rewrites || facts.scans)
      .map(({ relation, cmd, facts }) => ({
        relation,
        message: facts.unknown
          ? `The type ${cmd.name} had is not known here: most changes rewrite the table while nobody can read it.`
          : `Changing the type of ${cmd.name} ${facts.rewrites ? "rewrites the table" : "reads the table or rebuilds an index"} while nobody can read it.`,
      })),
};
