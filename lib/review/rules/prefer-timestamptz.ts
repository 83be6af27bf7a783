import { typeName, writtenColumns } from "../ask";
import type { Rule } from "../rule";

/** Timestamp without time zone. */
export const preferTimestamptz: Rule = {
  level: "info",
  tier: "core",
  help: "Loses the offset.",
  on: ["CreateStmt", "AT_AddColumn"],
  check: (one) =>
    writtenColumns(one)
      .filter(({ column }) => typeName(column) === "timestamp")
      .map(({ relation, column }) => ({
        relation,
        message: `${column.colname} loses the offset of what is written.`,
      })),
};
