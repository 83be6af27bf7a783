import type { Rule } from "../rule";

/** ALTER EXTENSION UPDATE. */
export const updateExtension: Rule = {
  level: "warning",
  tier: "extended",
  help: "Read the release notes.",
  on: ["AlterExtensionStmt"],
  check: (one) =>
    one.statement.kind === "AlterExtensionStmt"
      ? [{ message: "The update runs a script of the extension, which may do anything." }]
      : [],
};
