import type { Table } from "@/lib/catalog/model";
import { bodyOf, type Node, parseSql, strings, walk } from "../parse";
import { columnNamed } from "./volatility";

/**
 * Whether SET NOT NULL can skip its scan: the column is NOT NULL already, or a valid CHECK implies it. Seen to count:
 * `c IS NOT NULL`, that inside an AND, `NOT (c IS NULL)`; an OR or `c > 0` does not (observed on 12 to 18).
 */
export function provesNotNull(table: Table | null, column: string, dropped: ReadonlySet<string>): boolean {
  if (!table) return false;
  // On 18 a NOT VALID not-null constraint makes the column look NOT NULL, but proves nothing about old rows.
  const pending = table.constraints.some(
    (constraint) =>
      constraint.type === "not null" && !constraint.validated && constraint.columns.includes(column),
  );
  if (!pending && table.columns.find((candidate) => candidate.name === column)?.notNull) return true;
  return table.constraints.some(
    (constraint) =>
      constraint.type === "check" &&
      constraint.validated &&
      !dropped.has(constraint.name) &&
      implies(checkExpression(constraint.definition), column),
  );
}

/** The condition of `CHECK (…)` as pg_get_constraintdef writes it. */
export function checkExpression(definition: string): Node | undefined {
  const parsed = parseSql(`ALTER TABLE t ADD CONSTRAINT c ${definition}`);
  if (!parsed.ok) return undefined;
  const alter = bodyOf(parsed.value[0]?.node, "AlterTableStmt");
  return bodyOf(bodyOf(alter?.cmds?.[0], "AlterTableCmd")?.def, "Constraint")?.raw_expr;
}

function implies(condition: Node | undefined, column: string): boolean {
  const test = bodyOf(condition, "NullTest");
  if (test) return test.nulltesttype === "IS_NOT_NULL" && columnNamed(test.arg) === column;
  const bool = bodyOf(condition, "BoolExpr");
  if (bool?.boolop === "AND_EXPR") return (bool.args ?? []).some((arg) => implies(arg, column));
  if (bool?.boolop === "NOT_EXPR") {
    const inner = bodyOf(bool.args?.[0], "NullTest");
    return inner?.nulltesttype === "IS_NULL" && columnNamed(inner.arg) === column;
  }
  return false;
}

/** The columns that a condition implies to be not null. */
export function impliedNotNull(condition: Node | undefined): string[] {
  const named: string[] = [];
  walk({ condition }, (kind, body) => {
    if (kind === "ColumnRef") named.push(strings(body.fields as Node[]).at(-1) ?? "");
  });
  return [...new Set(named)].filter((column) => implies(condition, column));
}
