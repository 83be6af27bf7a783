import { deparseSync } from "pgsql-deparser";
import type { Column } from "@/lib/catalog/model";
import type { ChangeColumnType } from "@/lib/contracts/operation";
import { ok } from "@/lib/contracts/result";
import { expressionText } from "@/lib/sql/expression-text";
import { parseDottedName, quoteIdentifier, relationName } from "@/lib/sql/identifiers";
import { bodyOf } from "@/lib/sql/parse";
import { columnNamed } from "../find-in-catalog";
import { problem } from "../names-in-catalog";
import { type OperationWords, sentencePattern } from "../operation-words";
import { alterCommand, tableAndColumn } from "../read-statement";
import { canonicalExpression, canonicalType } from "../sql-text";

const FORM = sentencePattern(
  "(?:change|set) (?:the )?(?:type of )?(?:column )?{path} to (?:type )?(.+?)(?: using (.+?))?(?: and back (?:using|with) (.+?))?(?:,? (one way))?",
);

export const changeColumnTypeWords: OperationWords<ChangeColumnType> = {
  kind: "change-column-type",
  label: "Change a column's type",
  examples: [
    "change type of customers.email to text",
    "change customers.email to varchar(300)",
    "change customers.id to numeric one way",
    "change customers.email to bytea using convert_to(email, 'UTF8') and back using convert_from(email, 'UTF8')",
  ],

  fromSentence(sentence) {
    const match = FORM.exec(sentence);
    if (!match) return null;
    const read = tableAndColumn(match[1] ?? "", "change type of customers.email to text");
    if (!read.ok) return read;
    return ok({
      kind: "change-column-type",
      ...read.value,
      type: match[2]?.trim() ?? "",
      up: match[3]?.trim() || null,
      down: match[4]?.trim() || null,
      onDownFailure: match[5] ? "one-way" : "block",
    });
  },

  fromStatement({ node }) {
    const alter = alterCommand(node);
    if (alter?.cmd.subtype !== "AT_AlterColumnType") return null;
    const column = bodyOf(alter.cmd.def, "ColumnDef");
    if (!column?.typeName) return null;
    const type = deparseSync({
      ColumnDef: { colname: "c", typeName: column.typeName, collClause: column.collClause },
    });
    const name = alter.cmd.name ?? "";
    // Without a clause, ALTER COLUMN TYPE gives the column the type's own collation.
    const collation = column.collClause ? "" : ` COLLATE "default"`;
    return ok([
      {
        kind: "change-column-type",
        table: alter.table,
        column: name,
        type: `${type.replace(/^c /, "").trim()}${collation}`,
        up: column.raw_default ? expressionText(column.raw_default) : null,
        down: null,
        onDownFailure: "block",
      },
    ]);
  },

  check(operation, catalog) {
    const found = columnNamed(catalog, operation);
    if (!found.ok) return found;
    const { table, column } = found.value;
    const type = canonicalType(withoutDefaultCollation(operation.type, column), catalog);
    if (!type.ok) return problem("type", type.failure);
    // The catalog gives a collation with its schema, people mostly do not.
    const collations = column.collation === null ? [] : [column.collation, bareCollation(column.collation)];
    const now = [column.type, ...collations.map((one) => `${column.type} COLLATE ${one}`)].map((one) =>
      canonicalType(one, catalog),
    );
    if (now.some((one) => one.ok && one.value === type.value)) {
      return problem("type", `${column.name} is ${column.type} already`);
    }
    const checked = { ...operation, table: relationName(table), type: type.value };
    for (const field of ["up", "down"] as const) {
      const text = operation[field];
      if (text === null) continue;
      const expression = canonicalExpression(text, catalog);
      if (!expression.ok) return problem(field, expression.failure);
      checked[field] = expression.value;
    }
    return ok(checked);
  },

  describe: ({ table, column, type }) => `Change ${table}.${quoteIdentifier(column)} to ${type}`,
};

const bareCollation = (collation: string) => quoteIdentifier(parseDottedName(collation)?.at(-1) ?? collation);

/** `COLLATE "default"` says something only where the column has another collation. */
function withoutDefaultCollation(type: string, column: Column): string {
  return column.collation === null ? type.replace(/\s+COLLATE\s+"default"$/i, "") : type;
}
