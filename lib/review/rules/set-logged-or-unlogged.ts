import { type Rule, subcommands } from "../rule";

/** SET LOGGED / UNLOGGED. */
export const setLoggedOrUnlogged: Rule = {
  level: "error",
  tier: "core",
  help: "New table and swap.",
  on: ["AT_SetLogged", "AT_SetUnLogged"],
  check: (one) =>
    subcommands(one, "AT_SetLogged", "AT_SetUnLogged").map(({ relation }) => ({
      relation,
      message: "The table is rewritten while nobody can read it.",
    })),
};
