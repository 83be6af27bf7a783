import { typeName, writtenColumns } from "../ask";
import type { Rule } from "../rule";

/** Int, smallint, serial keys and columns in new tables. */
export const preferBigint: Rule = {
  level: "info",
  tier: "core",
  help: "Growing out of int later is a rewrite.",
  on: ["CreateStmt", "AT_AddColumn"],
  check: (one) =>
    writtenColumns(one)
      .filter(({ column }) =>
        ["int4", "int2", "serial", "serial4", "smallserial", "serial2"].includes(typeName(column)),
      )
      .map(({ relation, column }) => ({
        relation,
        message: `${column.colname} may outgrow its type, and changing it later is a rewrite.`,
      })),
};
