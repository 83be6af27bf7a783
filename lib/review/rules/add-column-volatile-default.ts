import { volatilityOf } from "../../sql/facts/volatility";
import { addedColumns } from "../ask";
import type { Rule } from "../rule";

/** New column whose default has to be computed per row. */
export const addColumnVolatileDefault: Rule = {
  level: "error",
  tier: "core",
  help: "Add the column without default; SET DEFAULT; backfill in batches; then NOT NULL by the check route.",
  on: ["AT_AddColumn"],
  check: (one) =>
    addedColumns(one)
      .filter(({ constraints }) =>
        constraints.some(
          (c) =>
            c.contype === "CONSTR_DEFAULT" &&
            c.raw_expr !== undefined &&
            volatilityOf(c.raw_expr, one.lookup.functionsNamed) === "per-row",
        ),
      )
      .map(({ relation, column }) => ({
        relation,
        message: `The default of ${column.colname} is computed for every row: the table is rewritten while nobody can read it.`,
      })),
};
