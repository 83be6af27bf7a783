import { type Rule, subcommands } from "../rule";

/** DROP CONSTRAINT of a foreign key. */
export const dropForeignKey: Rule = {
  level: "warning",
  tier: "core",
  help: "Lock_timeout, one at a time.",
  on: ["AT_DropConstraint"],
  check: (one) =>
    subcommands(one, "AT_DropConstraint")
      .filter(
        ({ relation, cmd }) =>
          one.lookup
            .table(relation)
            ?.constraints.some((c) => c.name === cmd.name && c.type === "foreign key") ??
          (cmd.name ?? "").endsWith("_fkey"),
      )
      .map(({ relation }) => ({
        relation,
        message: "Dropping a foreign key closes both tables, while adding one only stops writes.",
      })),
};
