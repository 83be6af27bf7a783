import { addedColumns, isSerialColumn } from "../ask";
import type { Rule } from "../rule";

/** ADD COLUMN … NOT NULL with no default. */
export const addColumnNotNullWithoutDefault: Rule = {
  level: "error",
  tier: "core",
  help: "Constant default, or nullable then the check route.",
  on: ["AT_AddColumn"],
  check: (one) =>
    addedColumns(one)
      .filter(({ column, constraints }) => {
        const kinds = constraints.map((c) => c.contype);
        return (
          kinds.includes("CONSTR_NOTNULL") &&
          !isSerialColumn(column) &&
          !["CONSTR_DEFAULT", "CONSTR_IDENTITY", "CONSTR_GENERATED"].some((kind) =>
            kinds.includes(kind as never),
          )
        );
      })
      .map(({ relation, column }) => ({
        relation,
        message: `${column.colname} is required and has no default: it fails on a table with rows, and old code can no longer insert.`,
      })),
};
