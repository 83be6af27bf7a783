import { type Rule, subcommands } from "../rule";

/** DROP CONSTRAINT of a primary key. */
export const dropPrimaryKey: Rule = {
  level: "error",
  tier: "extended",
  help: "Swap in one transaction.",
  on: ["AT_DropConstraint"],
  check: (one) =>
    subcommands(one, "AT_DropConstraint")
      .filter(
        ({ relation, cmd }) =>
          one.lookup
            .table(relation)
            ?.constraints.some((c) => c.name === cmd.name && c.type === "primary key") ??
          (cmd.name ?? "").endsWith("_pkey"),
      )
      .map(({ relation }) => ({
        relation,
        message: "Without its primary key the table has no replica identity, and duplicates may come in.",
      })),
};
