import { type Rule, subcommands } from "../rule";

/** DISABLE TRIGGER. */
export const disableTrigger: Rule = {
  level: "warning",
  tier: "extended",
  help: "Change the trigger function instead.",
  on: ["AT_DisableTrig", "AT_DisableTrigAll", "AT_DisableTrigUser"],
  check: (one) =>
    subcommands(one, "AT_DisableTrig", "AT_DisableTrigAll", "AT_DisableTrigUser").map(({ relation }) => ({
      relation,
      message: "What the trigger keeps true is not kept for anybody meanwhile; ALL also stops foreign keys.",
    })),
};
