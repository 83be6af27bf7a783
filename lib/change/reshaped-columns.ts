import { blankColumn } from "@/lib/catalog/blank";
import type { Catalog, Table } from "@/lib/catalog/model";
import { fail, ok, type Result } from "@/lib/contracts/result";
import { isVolatile } from "@/lib/sql/facts/volatility";
import { parseExpression } from "@/lib/sql/parse";
import { readSelectItems, type SelectItem } from "@/lib/sql/select-list";
import { newColumnProblems, type Problem, problem } from "./names-in-catalog";
import { rowExpression } from "./row-expression";
import { canonicalType } from "./sql-text";

/** The columns that come, over those that go; their names are free and their types are there. */
export function newColumns(
  into: string,
  table: Table,
  olds: readonly string[],
  catalog: Catalog,
): Result<readonly SelectItem[], readonly Problem[]> {
  const read = readSelectItems(into);
  if (!read.ok) return problem("into", read.failure);
  const problems: Problem[] = [];
  const over = { ...table, columns: table.columns.filter(({ name }) => olds.includes(name)) };
  const names = read.value.map(({ name }) => name);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) problems.push({ field: "into", message: `two new columns are called ${twice}` });
  const items = read.value.map((item) => {
    problems.push(...newColumnProblems(table, item.name, "into"));
    const type = canonicalType(item.type, catalog);
    const expression = pureExpression(item.expression, over, catalog);
    if (!type.ok) problems.push({ field: "into", message: type.failure });
    if (!expression.ok) problems.push({ field: "into", message: expression.failure });
    return type.ok && expression.ok ? { ...item, type: type.value, expression: expression.value } : item;
  });
  return problems.length > 0 ? fail(problems) : ok(items);
}

/** An expression over the new columns alone. */
export function wayBack(
  expression: string,
  table: Table,
  nexts: readonly SelectItem[],
  catalog: Catalog,
): Result<string, readonly Problem[]> {
  const columns = nexts.map(({ name, type }) => blankColumn(name, type));
  const read = pureExpression(expression, { ...table, columns }, catalog);
  return read.ok ? read : problem("back", read.failure);
}

/** Both sides are computed again and again: each must give what it gave. */
function pureExpression(text: string, table: Table, catalog: Catalog): Result<string, string> {
  const read = rowExpression(text, table, catalog);
  const parsed = read.ok ? parseExpression(read.value) : null;
  return parsed?.ok && isVolatile(parsed.value, catalog)
    ? fail(`${text} may give another value each time it is computed`)
    : read;
}
