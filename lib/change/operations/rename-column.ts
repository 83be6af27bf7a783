import type { RenameColumn } from "@/lib/contracts/operation";
import { fail, ok } from "@/lib/contracts/result";
import { parseDottedName, parseRelationName, quoteIdentifier, relationName } from "@/lib/sql/identifiers";
import { bodyOf } from "@/lib/sql/parse";
import { newColumnProblems, problem, resolveColumn, resolveTable } from "../names-in-catalog";
import { bareName, type OperationWords, sentencePattern } from "../operation-words";
import { writtenRelation } from "../written-relation";

const DOTTED = sentencePattern("rename (?:the )?(?:column )?{path} (?:to|as|into) {name}");
const COLUMN_OF = sentencePattern(
  "rename (?:the )?(?:column )?{name} (?:of|on|in|from) (?:the )?(?:table )?{path} (?:to|as|into) {name}",
);

export const renameColumnWords: OperationWords<RenameColumn> = {
  kind: "rename-column",
  label: "Rename a column",
  examples: ["rename customers.full_name to name", "rename column full_name of customers to name"],

  fromSentence(sentence) {
    const of = COLUMN_OF.exec(sentence);
    if (of) return ok(operation(of[2] ?? "", bareName(of[1] ?? ""), bareName(of[3] ?? "")));
    const dotted = DOTTED.exec(sentence);
    if (!dotted) return null;
    const parts = parseDottedName(dotted[1] ?? "") ?? [];
    const column = parts.at(-1);
    if (parts.length < 2 || parts.length > 3 || column === undefined) {
      return fail(`say which table ${dotted[1]} belongs to, e.g. rename customers.full_name to name`);
    }
    const table = parts.slice(0, -1).map(quoteIdentifier).join(".");
    return ok(operation(table, column, bareName(dotted[2] ?? "")));
  },

  fromStatement({ node }) {
    const rename = bodyOf(node, "RenameStmt");
    if (rename?.renameType !== "OBJECT_COLUMN" || rename.relationType !== "OBJECT_TABLE") return null;
    return ok([operation(writtenRelation(rename.relation), rename.subname ?? "", rename.newname ?? "")]);
  },

  check(operation, catalog) {
    const written = parseRelationName(operation.table);
    if (!written) return problem("table", `${operation.table} is not a table name; write it as schema.name`);
    const table = resolveTable(catalog, written);
    if (!table.ok) return table;
    const column = resolveColumn(table.value, operation.column);
    if (!column.ok) return column;
    const problems =
      operation.to === operation.column
        ? [{ field: "to", message: `the column is called ${operation.to} already` }]
        : newColumnProblems(table.value, operation.to, "to");
    return problems.length > 0 ? fail(problems) : ok({ ...operation, table: relationName(table.value) });
  },

  describe: ({ table, column, to }) => `Rename ${table}.${quoteIdentifier(column)} to ${quoteIdentifier(to)}`,
};

function operation(table: string, column: string, to: string): RenameColumn {
  return { kind: "rename-column", table, column, to };
}
