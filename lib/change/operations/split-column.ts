import type { SplitColumn } from "@/lib/contracts/operation";
import { ok } from "@/lib/contracts/result";
import { quoteIdentifier, relationName } from "@/lib/sql/identifiers";
import { selectText } from "@/lib/sql/select-list";
import { columnNamed } from "../find-in-catalog";
import { problem } from "../names-in-catalog";
import { type OperationWords, sentencePattern } from "../operation-words";
import { tableAndColumn } from "../read-statement";
import { newColumns, wayBack } from "../reshaped-columns";

const FORM = sentencePattern("split (?:the )?(?:column )?{path} into (.+?) and back using (.+)");

export const splitColumnWords: OperationWords<SplitColumn> = {
  kind: "split-column",
  label: "Split a column",
  examples: [
    "split customers.full_name into split_part(full_name, ' ', 1)::text as first_name, split_part(full_name, ' ', 2)::text as last_name and back using concat_ws(' ', first_name, last_name)",
  ],

  fromSentence(sentence) {
    const match = FORM.exec(sentence);
    if (!match) return null;
    const read = tableAndColumn(match[1] ?? "", "split customers.full_name into …");
    return read.ok
      ? ok({ kind: "split-column", ...read.value, into: match[2] ?? "", back: match[3] ?? "" })
      : read;
  },

  // No statement says it, and statements that do it say no way back.
  fromStatement: () => null,

  check(operation, catalog) {
    const found = columnNamed(catalog, operation);
    if (!found.ok) return found;
    const { table, column } = found.value;
    const items = newColumns(operation.into, table, [column.name], catalog);
    if (!items.ok) return items;
    if (items.value.length < 2) {
      return problem("into", "name two new columns or more; one is a rename, or a change of the type");
    }
    const back = wayBack(operation.back, table, items.value, catalog);
    if (!back.ok) return back;
    return ok({
      ...operation,
      table: relationName(table),
      into: selectText(items.value),
      back: back.value,
    });
  },

  describe: ({ table, column, into }) => `Split ${table}.${quoteIdentifier(column)} into ${into}`,
};
