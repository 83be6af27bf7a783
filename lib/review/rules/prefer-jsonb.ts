import { typeName, writtenColumns } from "../ask";
import type { Rule } from "../rule";

/** Json. */
export const preferJsonb: Rule = {
  level: "warning",
  tier: "core",
  help: "No equality: SELECT DISTINCT breaks.",
  on: ["CreateStmt", "AT_AddColumn"],
  check: (one) =>
    writtenColumns(one)
      .filter(({ column }) => typeName(column) === "json")
      .map(({ relation, column }) => ({
        relation,
        message: `json has no equality: SELECT DISTINCT over ${column.colname} fails.`,
      })),
};
