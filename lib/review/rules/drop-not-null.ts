import { type Rule, subcommands } from "../rule";

/** DROP NOT NULL. */
export const dropNotNull: Rule = {
  level: "warning",
  tier: "core",
  help: "Code first.",
  on: ["AT_DropNotNull"],
  check: (one) =>
    subcommands(one, "AT_DropNotNull").map(({ relation, cmd }) => ({
      relation,
      message: `Readers may meet null in ${cmd.name}.`,
    })),
};
