import { type Rule, subcommands } from "../rule";

/** SET ACCESS METHOD. */
export const setAccessMethod: Rule = {
  level: "error",
  tier: "extended",
  help: "New table and swap.",
  on: ["AT_SetAccessMethod"],
  check: (one) =>
    subcommands(one, "AT_SetAccessMethod").map(({ relation }) => ({
      relation,
      message: "The table is rewritten while nobody can read it.",
    })),
};
