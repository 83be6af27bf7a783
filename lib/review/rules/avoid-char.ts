import { typeName, writtenColumns } from "../ask";
import type { Rule } from "../rule";

/** Char(n). */
export const avoidChar: Rule = {
  level: "info",
  tier: "core",
  help: "Padding; char(n) → text rewrites.",
  on: ["CreateStmt", "AT_AddColumn"],
  check: (one) =>
    writtenColumns(one)
      .filter(({ column }) => typeName(column) === "bpchar")
      .map(({ relation, column }) => ({ relation, message: `${column.colname} is padded with spaces.` })),
};
