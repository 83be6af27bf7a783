import { deparseSync } from "pgsql-deparser";
import type { ChangeColumnType } from "@/lib/contracts/operation";
import { fail, ok } from "@/lib/contracts/result";
import { quoteIdentifier, relationName } from "@/lib/sql/identifiers";
import { bodyOf } from "@/lib/sql/parse";
import { columnNamed } from "../find-in-catalog";
import { problem } from "../names-in-catalog";
import { type OperationWords, sentencePattern } from "../operation-words";
import { alterCommand, tableAndColumn } from "../read-statement";
import { canonicalType } from "../sql-text";

const FORM = sentencePattern("(?:change|set) (?:the )?(?:type of )?(?:column )?{path} to (?:type )?(.+)");

export const changeColumnTypeWords: OperationWords<ChangeColumnType> = {
  kind: "change-column-type",
  label: "Change a column's type",
  examples: ["change type of customers.email to text", "change customers.email to varchar(300)"],

  fromSentence(sentence) {
    const match = FORM.exec(sentence);
    if (!match) return null;
    const read = tableAndColumn(match[1] ?? "", "change type of customers.email to text");
    return read.ok ? ok({ kind: "change-column-type", ...read.value, type: match[2]?.trim() ?? "" }) : read;
  },

  fromStatement({ node }) {
    const alter = alterCommand(node);
    if (alter?.cmd.subtype !== "AT_AlterColumnType") return null;
    const column = bodyOf(alter.cmd.def, "ColumnDef");
    if (!column?.typeName) return null;
    if (column.raw_default)
      return fail("USING writes every row while nobody can read the table: see the page on this operation");
    const type = deparseSync({
      ColumnDef: { colname: "c", typeName: column.typeName, collClause: column.collClause },
    });
    return ok([
      {
        kind: "change-column-type",
        table: alter.table,
        column: alter.cmd.name ?? "",
        type: type.replace(/^c /, "").trim(),
      },
    ]);
  },

  check(operation, catalog) {
    const found = columnNamed(catalog, operation);
    if (!found.ok) return found;
    const { table, column } = found.value;
    const type = canonicalType(operation.type, catalog);
    if (!type.ok) return problem("type", type.failure);
    const now = canonicalType(column.type, catalog);
    if (now.ok && now.value === type.value) {
      return problem("type", `${column.name} is ${column.type} already`);
    }
    return ok({ ...operation, table: relationName(table), type: type.value });
  },

  describe: ({ table, column, type }) => `Change ${table}.${quoteIdentifier(column)} to ${type}`,
};
