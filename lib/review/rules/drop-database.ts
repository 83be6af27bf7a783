import type { Rule } from "../rule";

/** DROP DATABASE. */
export const dropDatabase: Rule = {
  level: "error",
  tier: "core",
  help: "Rename it and revoke CONNECT first; keep a backup.",
  on: ["DropdbStmt"],
  check: (one) => (one.statement.kind === "DropdbStmt" ? [{ message: "The whole database is gone." }] : []),
};
