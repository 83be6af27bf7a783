import type { AddGeneratedColumn } from "@/lib/contracts/operation";
import { fail, ok } from "@/lib/contracts/result";
import { quoteIdentifier, relationName } from "@/lib/sql/identifiers";
import { bodyOf } from "@/lib/sql/parse";
import { tableNamed } from "../find-in-catalog";
import { newColumnProblems, type Problem, problem } from "../names-in-catalog";
import { type OperationWords, sentencePattern } from "../operation-words";
import { alterCommand, expressionText, tableAndColumn, typeText } from "../read-statement";
import { rowExpression } from "../row-expression";
import { canonicalType } from "../sql-text";

const FORM = sentencePattern(
  "add (?:a |the )?(stored |virtual )?(?:generated|computed) column {path} (.+?)( not null)? (?:as|computed as|generated as|from) (.+)",
);
const EXAMPLE = "add generated column customers.email_key text as lower(email)";

export const addGeneratedColumnWords: OperationWords<AddGeneratedColumn> = {
  kind: "add-generated-column",
  label: "Add a generated column",
  examples: [EXAMPLE, "add stored generated column customers.shout text not null as upper(full_name)"],

  fromSentence(sentence) {
    const match = FORM.exec(sentence);
    if (!match) return null;
    const [, kept = "", path = "", type = "", required, expression = ""] = match;
    const read = tableAndColumn(path, EXAMPLE);
    if (!read.ok) return read;
    return ok({
      kind: "add-generated-column",
      ...read.value,
      type,
      expression,
      stored: kept.trim().toLowerCase() !== "virtual",
      nullable: required === undefined,
    });
  },

  fromStatement({ node }) {
    const alter = alterCommand(node);
    const column = alter?.cmd.subtype === "AT_AddColumn" ? bodyOf(alter.cmd.def, "ColumnDef") : null;
    const constraints = (column?.constraints ?? []).flatMap((one) => bodyOf(one, "Constraint") ?? []);
    const generated = constraints.find(({ contype }) => contype === "CONSTR_GENERATED");
    if (!alter || !column?.typeName || !generated?.raw_expr) return null;
    if (alter.cmd.missing_ok) return fail("IF NOT EXISTS leaves open what is there: say ADD COLUMN");
    const known = ["CONSTR_GENERATED", "CONSTR_NULL", "CONSTR_NOTNULL"];
    if (constraints.some(({ contype = "" }) => !known.includes(contype))) {
      return fail(
        `${column.colname} is more than a type, NOT NULL and what computes it: say other constraints in a change after this one`,
      );
    }
    return ok([
      {
        kind: "add-generated-column",
        table: alter.table,
        column: column.colname ?? "",
        type: typeText(column),
        expression: expressionText(generated.raw_expr),
        // Up to 17 the parser takes STORED only; on 18 neither word means virtual, which the parser says.
        stored: generated.generated_kind !== "v",
        nullable: !constraints.some(({ contype }) => contype === "CONSTR_NOTNULL"),
      },
    ]);
  },

  check(operation, catalog) {
    const found = tableNamed(catalog, operation.table);
    if (!found.ok) return found;
    const table = found.value;
    const problems: Problem[] = [...newColumnProblems(table, operation.column, "column")];
    const type = canonicalType(operation.type, catalog);
    if (!type.ok) problems.push({ field: "type", message: type.failure });
    const expression = rowExpression(operation.expression, table, catalog);
    if (!expression.ok) problems.push({ field: "expression", message: expression.failure });
    if (!operation.stored && catalog.serverMajor < 18) {
      return problem(
        "stored",
        "columns that are computed when they are read come with version 18: say stored",
      );
    }
    return problems.length > 0 || !type.ok || !expression.ok
      ? fail(problems)
      : ok({
          ...operation,
          table: relationName(table),
          type: type.value,
          expression: expression.value,
        });
  },

  describe: ({ table, column, type, expression, stored, nullable }) =>
    `Add ${table}.${quoteIdentifier(column)} ${type}${nullable ? "" : " not null"}, ${stored ? "computed" : "computed when read"} as ${expression}`,
};
