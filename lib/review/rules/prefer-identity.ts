import { isSerialColumn, writtenColumns } from "../ask";
import type { Rule } from "../rule";

/** Serial types. */
export const preferIdentity: Rule = {
  level: "info",
  tier: "core",
  help: "Privileges and ownership of the sequence.",
  on: ["CreateStmt", "AT_AddColumn"],
  check: (one) =>
    writtenColumns(one)
      .filter(({ column }) => isSerialColumn(column))
      .map(({ relation, column }) => ({
        relation,
        message: `The sequence of ${column.colname} has privileges and an owner of its own.`,
      })),
};
