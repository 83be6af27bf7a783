import type { MoveColumn } from "@/lib/contracts/operation";
import { fail, ok } from "@/lib/contracts/result";
import { quoteIdentifier, relationName } from "@/lib/sql/identifiers";
import { columnNamed, tableNamed } from "../find-in-catalog";
import { newColumnProblems, problem } from "../names-in-catalog";
import { bareName, type OperationWords, sentencePattern } from "../operation-words";
import { tableAndColumn } from "../read-statement";

const FORM = sentencePattern("move (?:the )?(?:column )?{path} to (?:the )?(?:table )?{path}(?: as {name})?");

export const moveColumnWords: OperationWords<MoveColumn> = {
  kind: "move-column",
  label: "Move a column",
  examples: [`move customers.email to "Order"`, `move customers.full_name to "Order" as customer_name`],

  fromSentence(sentence) {
    const match = FORM.exec(sentence);
    if (!match) return null;
    const read = tableAndColumn(match[1] ?? "", "move customers.bio to profiles");
    if (!read.ok) return read;
    const as = match[3] === undefined ? null : bareName(match[3]);
    return ok({ kind: "move-column", ...read.value, to: match[2] ?? "", as });
  },

  // No statement says it.
  fromStatement: () => null,

  check(operation, catalog) {
    const found = columnNamed(catalog, operation);
    if (!found.ok) return found;
    const { table, column } = found.value;
    const to = tableNamed(catalog, operation.to, "to");
    if (!to.ok) return to;
    if (to.value === table)
      return problem("to", `${column.name} is a column of ${relationName(table)} already`);
    const as = operation.as ?? column.name;
    const problems = newColumnProblems(to.value, as, operation.as === null ? "to" : "as");
    if (problems.length > 0) return fail(problems);
    return ok({ ...operation, table: relationName(table), to: relationName(to.value), as });
  },

  describe: ({ table, column, to, as }) =>
    `Move ${table}.${quoteIdentifier(column)} to ${to}${as === null || as === column ? "" : ` as ${quoteIdentifier(as)}`}`,
};
