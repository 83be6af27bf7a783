import type { SetNotNull } from "@/lib/contracts/operation";
import { fail, ok } from "@/lib/contracts/result";
import { quoteIdentifier, relationName } from "@/lib/sql/identifiers";
import { columnNamed } from "../find-in-catalog";
import { problem } from "../names-in-catalog";
import { type OperationWords, sentencePattern } from "../operation-words";
import { alterCommand, tableAndColumn } from "../read-statement";
import { canonicalExpression } from "../sql-text";

const FORMS = [
  sentencePattern(
    "(?:make|set) (?:column )?{path} (?:to )?not null(?: (?:filled|backfilled|filling rows) with (.+))?",
  ),
  sentencePattern("require (?:a value in )?(?:column )?{path}(?: (?:filled|backfilled) with (.+))?"),
];

export const setNotNullWords: OperationWords<SetNotNull> = {
  kind: "set-not-null",
  label: "Require a value",
  examples: ["make customers.email not null", "make customers.email not null filled with 'unknown'"],

  fromSentence(sentence) {
    const match = FORMS.map((form) => form.exec(sentence)).find((found) => found !== null);
    if (!match) return null;
    const read = tableAndColumn(match[1] ?? "", "make customers.email not null");
    return read.ok
      ? ok({ kind: "set-not-null", ...read.value, backfill: match[2]?.trim() || null })
      : fail(read.failure);
  },

  fromStatement({ node }) {
    const alter = alterCommand(node);
    if (alter?.cmd.subtype !== "AT_SetNotNull") return null;
    return ok([{ kind: "set-not-null", table: alter.table, column: alter.cmd.name ?? "", backfill: null }]);
  },

  check(operation, catalog) {
    const found = columnNamed(catalog, operation);
    if (!found.ok) return found;
    const { table, column } = found.value;
    if (column.notNull) return problem("column", `${column.name} is NOT NULL already`);
    if (operation.backfill === null) return ok({ ...operation, table: relationName(table) });
    const backfill = canonicalExpression(operation.backfill, catalog);
    return backfill.ok
      ? ok({ ...operation, table: relationName(table), backfill: backfill.value })
      : problem("backfill", backfill.failure);
  },

  describe: ({ table, column }) => `Require a value in ${table}.${quoteIdentifier(column)}`,
};
