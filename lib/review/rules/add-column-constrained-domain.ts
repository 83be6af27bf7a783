import { typeRewrites } from "../../sql/facts/column-type";
import { addedColumns } from "../ask";
import type { Rule } from "../rule";

/** New column of a domain that has a CHECK or NOT NULL. */
export const addColumnConstrainedDomain: Rule = {
  level: "error",
  tier: "extended",
  help: "Base type + table CHECK NOT VALID.",
  on: ["AT_AddColumn"],
  check: (one) =>
    addedColumns(one)
      .filter(({ column }) => typeRewrites(column.typeName, one.lookup) === "yes")
      .map(({ relation, column }) => ({
        relation,
        message: `The domain of ${column.colname} has a constraint: the table is rewritten, even where every value is null.`,
      })),
};
