import { type Rule, subcommands } from "../rule";

/** DROP COLUMN (the word COLUMN is optional). */
export const dropColumn: Rule = {
  level: "error",
  tier: "core",
  help: "Deploy code that ignores it first.",
  on: ["AT_DropColumn"],
  check: (one) =>
    subcommands(one, "AT_DropColumn").map(({ relation, cmd }) => ({
      relation,
      message: `${cmd.name} is gone at once: code that still names it fails.`,
    })),
};
