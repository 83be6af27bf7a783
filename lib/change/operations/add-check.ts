import type { AddCheck } from "@/lib/contracts/operation";
import { fail, ok } from "@/lib/contracts/result";
import { relationName } from "@/lib/sql/identifiers";
import { bodyOf, type Node, parseExpression, strings, walk } from "@/lib/sql/parse";
import { tableNamed } from "../find-in-catalog";
import { constraintName, type Problem, problem } from "../names-in-catalog";
import { bareName, type OperationWords, sentencePattern } from "../operation-words";
import { alterCommand, expressionText } from "../read-statement";
import { canonicalExpression } from "../sql-text";

const FORMS = [
  sentencePattern("check (?:that )?(?:in )?{path}: (.+)"),
  sentencePattern("add (?:a )?check \\((.+)\\) (?:to|on) (?:table )?{path}(?: (?:named|as) {name})?"),
];

export const addCheckWords: OperationWords<AddCheck> = {
  kind: "add-check",
  label: "Add a check",
  examples: [
    "add check (length(email) < 200) to customers",
    "check customers: email <> full_name",
    "add check (id > 0) to customers named positive_id",
  ],

  fromSentence(sentence) {
    const colon = FORMS[0]?.exec(sentence);
    if (colon) {
      return ok({ kind: "add-check", table: colon[1] ?? "", expression: colon[2] ?? "", name: null });
    }
    const match = FORMS[1]?.exec(sentence);
    if (!match) return null;
    const [, expression = "", table = "", name] = match;
    return ok({ kind: "add-check", table, expression, name: name ? bareName(name) : null });
  },

  fromStatement({ node }) {
    const alter = alterCommand(node);
    const constraint = alter?.cmd.subtype === "AT_AddConstraint" ? bodyOf(alter.cmd.def, "Constraint") : null;
    if (!alter || constraint?.contype !== "CONSTR_CHECK" || !constraint.raw_expr) return null;
    if (constraint.is_no_inherit) return fail("NO INHERIT is not understood: leave it away");
    return ok([
      {
        kind: "add-check",
        table: alter.table,
        expression: expressionText(constraint.raw_expr),
        name: constraint.conname ?? null,
      },
    ]);
  },

  check(operation, catalog) {
    const found = tableNamed(catalog, operation.table);
    if (!found.ok) return found;
    const table = found.value;
    const expression = canonicalExpression(operation.expression, catalog);
    if (!expression.ok) return problem("expression", expression.failure);
    const columns = columnsIn(expression.value);
    const problems: Problem[] = columns
      .filter((name) => !table.columns.some((column) => column.name === name))
      .map((name) => ({ field: "expression", message: `${relationName(table)} has no column ${name}` }));
    // As Postgres names it: by the column where the rule is about one only.
    const wanted = columns.length === 1 ? `${table.name}_${columns[0]}` : table.name;
    const name = constraintName(catalog, table, operation.name, wanted, "_check");
    if (!name.ok) problems.push(...name.failure);
    if (!name.ok || problems.length > 0) return fail(problems);
    return ok({
      ...operation,
      table: relationName(table),
      expression: expression.value,
      name: name.value,
    });
  },

  describe: ({ table, expression }) => `Check in ${table} that ${expression}`,
};

/** Columns that an expression names, in the order of their first mention. */
export function columnsIn(expression: string): string[] {
  const parsed = parseExpression(expression);
  const names = new Set<string>();
  if (parsed.ok) {
    walk({ tree: parsed.value }, (kind, body) => {
      const name = kind === "ColumnRef" ? strings(body.fields as Node[]).at(-1) : undefined;
      if (name !== undefined) names.add(name);
    });
  }
  return [...names];
}
