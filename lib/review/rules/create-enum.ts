import type { Rule } from "../rule";

/** New enum type. */
export const createEnum: Rule = {
  level: "info",
  tier: "opt-in",
  help: "Values cannot be removed.",
  on: ["CreateEnumStmt"],
  check: (one) =>
    one.statement.kind === "CreateEnumStmt"
      ? [{ message: "Values of an enum cannot be taken away again." }]
      : [],
};
