import { bodyOf } from "../../sql/parse";
import { onExisting } from "../ask";
import type { Rule } from "../rule";

/** TRUNCATE. */
export const truncateTable: Rule = {
  level: "error",
  tier: "core",
  help: "DELETE in batches.",
  on: ["TruncateStmt"],
  check: (one) =>
    (bodyOf(one.statement.node, "TruncateStmt")?.relations ?? []).flatMap((node) =>
      onExisting(
        one,
        one.lookup.name(bodyOf(node, "RangeVar") ?? undefined),
        "All rows are gone at once, and nobody can read or write the table until the end of the transaction.",
      ),
    ),
};
