import type { Catalog, Column } from "@/lib/catalog/model";
import { functionsOf, volatilityOf } from "@/lib/sql/facts/volatility";
import { quoteLiteral } from "@/lib/sql/identifiers";
import { bodyOf, type Node, parseExpression, strings } from "@/lib/sql/parse";

/** Types whose equality means "the same bytes", under a deterministic collation. */
const EXACT =
  /^(text|character varying(\(\d+\))?|smallint|integer|bigint|boolean|uuid|date|bytea|oid|timestamp(\(\d\))? with(out)? time zone)$/;

/**
 * Whether `=` tells any two values apart. It does not for e.g. numeric (1.0 = 1.00), citext, float (-0 = 0), box (equal
 * area) or under a nondeterministic collation, and json, xml and point have no `=` at all.
 */
function equalityIsExact(column: Column, catalog: Catalog): boolean {
  if (column.collation !== null) return false;
  const isEnum = catalog.enums.some((one) => `${one.schema}.${one.name}` === column.type);
  return EXACT.test(column.type) || isEnum;
}

/**
 * SQL: the two values differ, nulls counting as equal to each other. Elsewhere than for exact types by the record image
 * operator, which compares the bytes of any type.
 * https://www.postgresql.org/docs/current/functions-comparisons.html#COMPOSITE-TYPE-COMPARISON
 */
export function differ(left: string, right: string, column: Column, catalog: Catalog): string {
  if (equalityIsExact(column, catalog)) return `${left} IS DISTINCT FROM ${right}`;
  // The casts keep Postgres from reading it as a comparison field by field.
  return `ROW(${left})::pg_catalog.record OPERATOR(pg_catalog.*<>) ROW(${right})::pg_catalog.record`;
}

/**
 * SQL: the value itself is null. `IS NULL` would look inside a composite value; IS DISTINCT FROM NULL does not, and
 * needs no equality operator.
 */
export function isNull(value: string, column: Column, catalog: Catalog): string {
  return equalityIsExact(column, catalog) ? `${value} IS NULL` : `${value} IS NOT DISTINCT FROM NULL`;
}

export function isNotNull(value: string, column: Column, catalog: Catalog): string {
  return equalityIsExact(column, catalog) ? `${value} IS NOT NULL` : `${value} IS DISTINCT FROM NULL`;
}

/**
 * SQL: the value is not what the column's default gives. Null where the default cannot be computed again: it differs
 * from call to call, or reaches code that the writing role may not run.
 */
export function differsFromDefault(value: string, column: Column, catalog: Catalog): string | null {
  if (column.default === null) return isNotNull(value, column, catalog);
  const expression = parseExpression(column.default);
  if (!expression.ok) return null;
  const constant = constantText(expression.value);
  // As text: the writing role may lack USAGE on the schema of an enum or domain, which naming the type would need.
  if (constant !== null) return `${value}::pg_catalog.text IS DISTINCT FROM ${quoteLiteral(constant)}`;
  const once = volatilityOf(expression.value, functionsOf(catalog)) === "once";
  if (!isBuiltInOnly(expression.value) || !once) return null;
  return differ(value, `(${column.default})`, column, catalog);
}

/** The text of a string constant cast to a type outside pg_catalog, e.g. `'new'::public.mood`. */
function constantText(node: Node): string | null {
  const cast = bodyOf(node, "TypeCast");
  if (!cast || cast.typeName?.arrayBounds?.length) return null;
  const names = strings(cast.typeName?.names);
  if (names.length < 2 || names[0] === "pg_catalog") return null;
  return bodyOf(cast.arg, "A_Const")?.sval?.sval ?? null;
}

/** No function, type or operator of anybody but Postgres itself: names without a schema are pg_catalog's there. */
function isBuiltInOnly(node: Node): boolean {
  const names = JSON.stringify(node).matchAll(/"(?:funcname|names|name)":(\[[^\]]*\])/g);
  return [...names].every(([, list]) => {
    const parts = strings(JSON.parse(list ?? "[]") as Node[]);
    return parts.length < 2 || parts[0] === "pg_catalog";
  });
}
