import { addedColumns } from "../ask";
import type { Rule } from "../rule";

/** GENERATED ALWAYS AS (…) STORED on an existing table. */
export const addColumnStoredGenerated: Rule = {
  level: "error",
  tier: "core",
  help: "Plain column + trigger + backfill, a view, or VIRTUAL on 18.",
  on: ["AT_AddColumn"],
  check: (one) =>
    addedColumns(one)
      .filter(({ constraints }) =>
        // "v": VIRTUAL, or neither word; before 18 the server refuses that.
        constraints.some((c) => c.contype === "CONSTR_GENERATED" && c.generated_kind !== "v"),
      )
      .map(({ relation, column }) => ({
        relation,
        message: `${column.colname} is computed for every row and stored: the table is rewritten while nobody can read it.`,
      })),
};
