import type { SplitTable } from "@/lib/contracts/operation";
import { fail, ok } from "@/lib/contracts/result";
import { quoteIdentifier, relationName } from "@/lib/sql/identifiers";
import { tableNamed } from "../find-in-catalog";
import { freeRelationName, type Problem, problem, resolveColumn } from "../names-in-catalog";
import { bareName, type OperationWords, sentencePattern } from "../operation-words";
import { nameList } from "../read-statement";

const FORM = sentencePattern(
  "split (?:the )?(?:columns )?(\\([^)]+\\)) (?:of|off|from) (?:the )?(?:table )?{path} into (?:a |the )?(?:new )?table {name}",
);

export const splitTableWords: OperationWords<SplitTable> = {
  kind: "split-table",
  label: "Split a table",
  examples: ["split (email) of customers into table contacts"],

  fromSentence(sentence) {
    const match = FORM.exec(sentence);
    if (!match) return null;
    const columns = nameList(match[1] ?? "");
    if (!columns) return fail(`${match[1]} is not a list of columns, e.g. (email, phone)`);
    return ok({
      kind: "split-table",
      table: match[2] ?? "",
      columns: [...columns],
      to: bareName(match[3] ?? ""),
    });
  },

  // No statement says it.
  fromStatement: () => null,

  check(operation, catalog) {
    const found = tableNamed(catalog, operation.table);
    if (!found.ok) return found;
    const table = found.value;
    const { columns, to } = operation;
    const problems: Problem[] = columns.flatMap((name) => {
      const column = resolveColumn(table, name);
      return column.ok ? [] : column.failure.map(({ message }) => ({ field: "columns", message }));
    });
    if (new Set(columns).size < columns.length) {
      problems.push({ field: "columns", message: "a column is there twice" });
    }
    if (problems.length > 0) return fail(problems);
    if (freeRelationName(catalog, table.schema, to, "") !== to) {
      return problem(
        "to",
        `${relationName({ schema: table.schema, name: to })} is there already, or its name is too long`,
      );
    }
    return ok({ ...operation, table: relationName(table) });
  },

  describe: ({ table, columns, to }) =>
    `Split ${columns.map(quoteIdentifier).join(", ")} of ${table} into the table ${quoteIdentifier(to)}`,
};
