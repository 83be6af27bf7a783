import { addedColumns, isSerialColumn } from "../ask";
import type { Rule } from "../rule";

/** New serial, bigserial or identity column. */
export const addColumnAutoIncrement: Rule = {
  level: "error",
  tier: "core",
  help: "Nullable bigint, sequence default, backfill, unique index concurrently, then identity.",
  on: ["AT_AddColumn"],
  check: (one) =>
    addedColumns(one)
      .filter(
        ({ column, constraints }) =>
          isSerialColumn(column) || constraints.some((c) => c.contype === "CONSTR_IDENTITY"),
      )
      .map(({ relation, column }) => ({
        relation,
        message: `${column.colname} gets a number for every row: the table is rewritten while nobody can read it.`,
      })),
};
