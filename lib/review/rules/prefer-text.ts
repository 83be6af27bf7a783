import { typeName, writtenColumns } from "../ask";
import type { Rule } from "../rule";

/** Varchar(n). */
export const preferText: Rule = {
  level: "info",
  tier: "core",
  help: "Narrowing rewrites; a CHECK can be changed without one.",
  on: ["CreateStmt", "AT_AddColumn"],
  check: (one) =>
    writtenColumns(one)
      .filter(({ column }) => typeName(column) === "varchar" && (column.typeName?.typmods?.length ?? 0) > 0)
      .map(({ relation, column }) => ({
        relation,
        message: `The length of ${column.colname} is part of its type: narrowing it later is a rewrite.`,
      })),
};
