import type { Catalog, Table } from "@/lib/catalog/model";
import { fail, type Result } from "@/lib/contracts/result";
import { expressionText } from "@/lib/sql/expression-text";
import { relationName } from "@/lib/sql/identifiers";
import { type Node, parseExpression, strings, walk } from "@/lib/sql/parse";
import { resolveColumn } from "./names-in-catalog";
import { canonicalExpression } from "./sql-text";

/** An expression over one row of the table, printed anew with bare names of columns that are there. Fails with a sentence. */
export function rowExpression(text: string, table: Table, catalog: Catalog): Result<string, string> {
  const parsed = parseExpression(text);
  if (!parsed.ok) return fail(`${text} is not an SQL expression: ${parsed.failure.message}`);
  const tree = { tree: parsed.value };
  const own = [table.name, relationName(table), `${table.schema}.${table.name}`];
  withoutQualifier(tree, own);
  const unknown: string[] = [];
  walk(tree, (kind, body) => {
    if (kind !== "ColumnRef") return;
    const fields = (body.fields as Node[] | undefined) ?? [];
    const names = strings(fields);
    const found = names.length === 1 && fields.length === 1 ? resolveColumn(table, names[0] ?? "") : null;
    if (!found) unknown.push(`${text} speaks of more than columns of ${relationName(table)}`);
    else if (!found.ok) unknown.push(found.failure[0]?.message ?? "");
  });
  if (unknown[0] !== undefined) return fail(unknown[0]);
  return canonicalExpression(expressionText(tree.tree), catalog);
}

/** Takes a table's name or alias off the columns in a tree. */
export function withoutQualifier(tree: unknown, names: readonly string[]): void {
  walk(tree, (kind, body) => {
    if (kind !== "ColumnRef") return;
    const fields = (body.fields as Node[] | undefined) ?? [];
    const before = strings(fields.slice(0, -1)).join(".");
    if (fields.length > 1 && names.includes(before)) body.fields = fields.slice(-1);
  });
}

/** Whether there is a query in it, which is about more than the row. */
export function hasQuery(tree: unknown): boolean {
  let found = false;
  walk({ tree }, (kind) => {
    if (kind === "SubLink") found = true;
  });
  return found;
}
