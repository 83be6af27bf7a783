import type { MergeColumns } from "@/lib/contracts/operation";
import { fail, ok } from "@/lib/contracts/result";
import { assignmentText, readAssignments } from "@/lib/sql/assignments";
import { quoteIdentifier, relationName } from "@/lib/sql/identifiers";
import { selectText } from "@/lib/sql/select-list";
import { tableNamed } from "../find-in-catalog";
import { type Problem, problem, resolveColumn } from "../names-in-catalog";
import { type OperationWords, sentencePattern } from "../operation-words";
import { nameList } from "../read-statement";
import { newColumns, wayBack } from "../reshaped-columns";

const FORM = sentencePattern(
  "merge (?:the )?(?:columns )?(\\([^)]+\\)) (?:of|in) {path} into (.+?) and back using (.+)",
);

export const mergeColumnsWords: OperationWords<MergeColumns> = {
  kind: "merge-columns",
  label: "Merge columns",
  examples: [
    "merge (full_name, email) of customers into concat(full_name, ' / ', email)::text as contact and back using full_name = split_part(contact, ' / ', 1), email = split_part(contact, ' / ', 2)",
  ],

  fromSentence(sentence) {
    const match = FORM.exec(sentence);
    if (!match) return null;
    const columns = nameList(match[1] ?? "");
    if (!columns) return fail(`${match[1]} is not a list of columns, e.g. (first_name, last_name)`);
    const [, , table = "", into = "", back = ""] = match;
    return ok({ kind: "merge-columns", table, columns: [...columns], into, back });
  },

  // No statement says it, and statements that do it say no way back.
  fromStatement: () => null,

  check(operation, catalog) {
    const found = tableNamed(catalog, operation.table);
    if (!found.ok) return found;
    const table = found.value;
    const { columns } = operation;
    const problems: Problem[] = columns.flatMap((name) => {
      const column = resolveColumn(table, name);
      return column.ok ? [] : column.failure.map(({ message }) => ({ field: "columns", message }));
    });
    if (new Set(columns).size < columns.length) {
      problems.push({ field: "columns", message: "a column is there twice" });
    }
    if (problems.length > 0) return fail(problems);
    const items = newColumns(operation.into, table, columns, catalog);
    if (!items.ok) return items;
    if (items.value.length !== 1) return problem("into", "name one new column");
    const back = readAssignments(operation.back);
    if (!back.ok) return problem("back", back.failure);
    const named = back.value.map(({ column }) => column);
    if (named.length !== columns.length || columns.some((name) => !named.includes(name))) {
      return problem("back", `say the way back to each of ${columns.join(", ")}, and to nothing else`);
    }
    const ways = back.value.map(({ column, expression }) => {
      const read = wayBack(expression, table, items.value, catalog);
      if (!read.ok) problems.push(...read.failure);
      return { column, expression: read.ok ? read.value : expression };
    });
    if (problems.length > 0) return fail(problems);
    return ok({
      ...operation,
      table: relationName(table),
      into: selectText(items.value),
      back: assignmentText(ways),
    });
  },

  describe: ({ table, columns, into }) =>
    `Merge ${columns.map(quoteIdentifier).join(", ")} of ${table} into ${into}`,
};
