import type { Rule } from "../rule";

/** GRANT, REVOKE. */
export const changePrivileges: Rule = {
  level: "info",
  tier: "opt-in",
  help: "Grant first, deploy, revoke last.",
  on: ["GrantStmt"],
  check: (one) =>
    one.statement.kind === "GrantStmt" ? [{ message: "Who may do what changes at once." }] : [],
};
