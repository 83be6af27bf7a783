import type { ColumnDef } from "libpg-query";
import type { AddColumn } from "@/lib/contracts/operation";
import { fail, ok, type Result } from "@/lib/contracts/result";
import { parseDottedName, parseRelationName, quoteIdentifier, relationName } from "@/lib/sql/identifiers";
import { bodyOf, type Node, parseSql, type Statement } from "@/lib/sql/parse";
import { newColumnProblems, type Problem, problem, resolveTable } from "../names-in-catalog";
import { type OperationWords, sentencePattern } from "../operation-words";
import { expressionText, typeText } from "../read-statement";
import { canonicalExpression, canonicalType } from "../sql-text";
import { writtenRelation } from "../written-relation";

const TO_TABLE = sentencePattern(
  "add (?:a |the )?(?:column )?{name} (.+?) to (?:the )?(?:table )?{path}(?: (.+))?",
);
const DOTTED = sentencePattern("add (?:a |the )?(?:column )?{path} (.+)");
const FILLED = /\s+(?:filled (?:with|from|by)|backfilled? (?:with|from|by)?)\s+/iu;

export const addColumnWords: OperationWords<AddColumn> = {
  kind: "add-column",
  label: "Add a column",
  examples: [
    "add column nickname text to customers",
    "add customers.nickname varchar(40) not null default 'none'",
    "add customers.slug text not null filled with lower(email)",
  ],

  fromSentence(sentence) {
    const [definition = "", backfill] = sentence.split(FILLED);
    const to = TO_TABLE.exec(definition);
    const dotted = DOTTED.exec(definition);
    const parts = parseDottedName(dotted?.[1] ?? "") ?? [];
    if (dotted && parts.length > 1 && parts.length < 4) {
      const table = parts.slice(0, -1).map(quoteIdentifier).join(".");
      return defined(table, quoteIdentifier(parts.at(-1) ?? ""), dotted[2] ?? "", backfill);
    }
    if (to) return defined(to[3] ?? "", to[1] ?? "", `${to[2]} ${to[4] ?? ""}`, backfill);
    return dotted
      ? fail("say which table gets the column, e.g. add column nickname text to customers")
      : null;
  },

  fromStatement(statement) {
    return fromAlter(statement, null);
  },

  check(operation, catalog) {
    const written = parseRelationName(operation.table);
    if (!written) return problem("table", `${operation.table} is not a table name; write it as schema.name`);
    const table = resolveTable(catalog, written);
    if (!table.ok) return table;
    const problems: Problem[] = [...newColumnProblems(table.value, operation.column, "column")];
    const take = <K extends "type" | "default" | "backfill">(
      field: K,
      read: Result<string, string> | null,
    ) => {
      if (read && !read.ok) problems.push({ field, message: read.failure });
      return read?.ok ? read.value : null;
    };
    const expression = (text: string | null) => (text === null ? null : canonicalExpression(text, catalog));
    const type = take("type", canonicalType(operation.type, catalog));
    const checked = {
      ...operation,
      table: relationName(table.value),
      type: type ?? operation.type,
      default: take("default", expression(operation.default)),
      backfill: take("backfill", expression(operation.backfill)),
    };
    return problems.length > 0 ? fail(problems) : ok(checked);
  },

  describe: ({ table, column, type, nullable }) =>
    `Add ${table}.${quoteIdentifier(column)} ${type}${nullable ? "" : " not null"}`,
};

function defined(
  table: string,
  column: string,
  definition: string,
  backfill: string | undefined,
): Result<AddColumn, string> {
  const parsed = parseSql(`ALTER TABLE ${table} ADD COLUMN ${column} ${definition}\n`);
  const statement = parsed.ok && parsed.value.length === 1 ? parsed.value[0] : undefined;
  const read = statement ? fromAlter(statement, backfill ?? null) : null;
  if (!read) return fail(`"${definition.trim()}" is not a type with, if wanted, NOT NULL and DEFAULT`);
  if (!read.ok) return read;
  const [only, ...more] = read.value;
  return only && more.length === 0 ? ok(only) : fail("one column at a time");
}

function fromAlter(
  { node }: Statement,
  backfill: string | null,
): Result<readonly AddColumn[], string> | null {
  const alter = bodyOf(node, "AlterTableStmt");
  if (alter?.objtype !== "OBJECT_TABLE") return null;
  const cmds = (alter.cmds ?? []).flatMap((cmd) => bodyOf(cmd, "AlterTableCmd") ?? []);
  if (cmds.length === 0 || cmds.some((cmd) => cmd.subtype !== "AT_AddColumn")) return null;
  const operations: AddColumn[] = [];
  for (const cmd of cmds) {
    const column = bodyOf(cmd.def, "ColumnDef");
    const isGenerated = column?.constraints?.some(
      (one) => bodyOf(one, "Constraint")?.contype === "CONSTR_GENERATED",
    );
    if (!column?.typeName || isGenerated) return null;
    if (cmd.missing_ok) return fail("IF NOT EXISTS leaves open what is there: say ADD COLUMN");
    const read = fromDefinition(writtenRelation(alter.relation), column, backfill);
    if (!read.ok) return read;
    operations.push(read.value);
  }
  return ok(operations);
}

function fromDefinition(
  table: string,
  column: ColumnDef,
  backfill: string | null,
): Result<AddColumn, string> {
  let nullable = true;
  let expression: Node | null = null;
  for (const node of column.constraints ?? []) {
    const constraint = bodyOf(node, "Constraint");
    if (constraint?.contype === "CONSTR_NOTNULL") nullable = false;
    else if (constraint?.contype === "CONSTR_DEFAULT") expression = constraint.raw_expr ?? null;
    else if (constraint?.contype !== "CONSTR_NULL") {
      return fail(
        `${column.colname} is more than a type, NOT NULL and DEFAULT: other constraints and identity are not understood here`,
      );
    }
  }
  return ok({
    kind: "add-column",
    table,
    column: column.colname ?? "",
    type: typeText(column),
    nullable,
    default: expression && expressionText(expression),
    backfill: backfill?.trim() || null,
  });
}
