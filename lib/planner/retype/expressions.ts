import { expressionText } from "@/lib/sql/expression-text";
import { bodyOf, type Node, parseExpression, parseSql, strings } from "@/lib/sql/parse";

/** A type as its parts: `character varying(40)` is pg_catalog's varchar with one modifier. */
interface TypeParts {
  /** The type's own name, e.g. `varchar`; with its schema where that is not pg_catalog. */
  readonly name: string;
  readonly hasLength: boolean;
  readonly array: boolean;
}

function typeParts(type: string): TypeParts | null {
  const parsed = parseSql(`SELECT NULL::${type}`);
  if (!parsed.ok) return null;
  const target = bodyOf(bodyOf(parsed.value[0]?.node, "SelectStmt")?.targetList?.[0], "ResTarget");
  const name = bodyOf(target?.val, "TypeCast")?.typeName;
  const words = strings(name?.names);
  if (!name || words.length === 0) return null;
  return {
    name: (words[0] === "pg_catalog" ? words.slice(1) : words).join("."),
    hasLength: (name.typmods?.length ?? 0) > 0,
    array: (name.arrayBounds?.length ?? 0) > 0,
  };
}

/** `varchar(40) COLLATE "C"` as type and collation. */
export function splitCollation(type: string): { readonly type: string; readonly collation: string | null } {
  const found = /^(.*?)\s+COLLATE\s+(.+)$/is.exec(type);
  return found ? { type: found[1] ?? type, collation: found[2] ?? null } : { type, collation: null };
}

const TEXTUAL = new Set(["text", "varchar", "bpchar", "name", "citext"]);

export function isCollatable(type: string): boolean {
  const parts = typeParts(type);
  return parts !== null && TEXTUAL.has(parts.name.split(".").at(-1) ?? "");
}

const isTextual = (type: string) => TEXTUAL.has(typeParts(type)?.name ?? "");

/** Whether Postgres brings the type along: those are written without a schema, or with pg_catalog's. */
export function isBuiltIn(type: string): boolean {
  return !(typeParts(type)?.name.includes(".") ?? true);
}

/**
 * SQL: the value as the other type, as an assignment would make it. An explicit cast to a type with a length cuts what is
 * too long without an error; without the length the assignment itself refuses it.
 * https://www.postgresql.org/docs/current/typeconv-query.html
 */
export function castTo(value: string, from: string, type: string): string {
  const parts = typeParts(type);
  // Between types of the environment's own, e.g. two enums, there mostly is no cast but that by the text.
  if (!isBuiltIn(type) && !isTextual(from)) return `(${value})::pg_catalog.text::${type}`;
  if (!parts?.hasLength) return `(${value})::${type}`;
  if (parts.name === "bit" || parts.name === "varbit") return value;
  return `(${value})::${bare(type)}${parts.array ? "[]" : ""}`;
}

function bare(type: string): string {
  const parts = typeParts(type);
  if (parts === null) return type;
  // `char` without a length would be char(1).
  if (parts.name === "bpchar") return "pg_catalog.bpchar";
  if (/^interval/i.test(type)) return "interval";
  return parts.name.includes(".") ? type.replace(/\(.*\)/, "") : `pg_catalog.${parts.name}`;
}

/** Timestamps with a zone on one side only: the cast means what the session's TimeZone says. */
export function dependsOnTimeZone(from: string, to: string): boolean {
  const zoned = (type: string) => /^(timestamptz|timetz)$/.test(typeParts(type)?.name ?? "");
  return zoned(from) !== zoned(to);
}

const NUMBERS = ["int2", "int4", "int8", "numeric", "float4", "float8"];
const TIMES = ["date", "timestamp", "timestamptz", "time", "timetz", "interval"];

/**
 * Whether a value of the one type may stand where the other is wanted without a cast: what Postgres converts in an
 * assignment, as far as it is known to. https://www.postgresql.org/docs/current/sql-createcast.html
 */
export function isAssignable(from: string, to: string): boolean {
  const [old, next] = [typeParts(from), typeParts(to)];
  if (!old || !next) return false;
  // Of arrays, whether it holds of their elements.
  if (old.array !== next.array) return !next.array && TEXTUAL.has(next.name);
  if (TEXTUAL.has(next.name)) return true;
  const both = (names: readonly string[]) => names.includes(old.name) && names.includes(next.name);
  return (
    old.name === next.name ||
    both(NUMBERS) ||
    both(TIMES) ||
    both(["json", "jsonb"]) ||
    both(["cidr", "inet"])
  );
}

const INTEGERS = ["int2", "int4", "int8"];
const EXACT_FROM: Readonly<Record<string, readonly string[]>> = {
  int2: ["int4", "int8", "numeric", "float4", "float8", "text", "varchar"],
  int4: ["int8", "numeric", "float8", "text", "varchar"],
  int8: ["numeric", "text", "varchar"],
  float4: ["float8"],
  varchar: ["text", "varchar", "citext"],
  text: ["varchar", "citext"],
  citext: ["text", "varchar"],
  bool: ["text", "varchar"],
  uuid: ["text", "varchar"],
  numeric: ["text", "varchar"],
  cidr: ["inet"],
  date: ["timestamp"],
};

/** Whether every value comes back from the plain cast there and back as it was. Types that are not listed: false. */
export function castIsExact(from: string, to: string): boolean {
  const [old, next] = [typeParts(from), typeParts(to)];
  if (!old || !next || old.array || next.array) return false;
  if (old.name === next.name) return TEXTUAL.has(next.name) || !next.hasLength;
  const textual = TEXTUAL.has(next.name);
  return (EXACT_FROM[old.name]?.includes(next.name) ?? false) && (textual || !next.hasLength);
}

/** Whether the plain cast either keeps the value or fails: it never makes another value of it. */
export function castKeepsOrFails(from: string, to: string): boolean {
  if (castIsExact(from, to)) return true;
  const [old, next] = [typeParts(from), typeParts(to)];
  if (!old || !next || old.array || next.array) return false;
  const both = (names: readonly string[]) => names.includes(old.name) && names.includes(next.name);
  return both(INTEGERS) || both(["text", "varchar", "citext"]);
}

/**
 * The expression with every mention of the column replaced, e.g. by `NEW.age`; null where something in it may mean the
 * column without naming it, or names another column.
 */
export function overColumn(
  expression: string,
  column: string,
  replacement: readonly string[],
): string | null {
  const reference = columnRef(replacement);
  return replaced(expression, (name) => (name === column ? reference : null));
}

/**
 * The expression with a row's name before each of its columns, e.g. `new.age`; null where something in it may mean one
 * of them without naming it, or is about another column.
 */
export function ofRow(expression: string, columns: readonly string[], row: string): string | null {
  return replaced(expression, (name) => (columns.includes(name) ? columnRef([row, name]) : null));
}

const columnRef = (names: readonly string[]): Node => ({
  ColumnRef: { fields: names.map((sval) => ({ String: { sval } })) },
});

/** The expression over another one in place of the column, e.g. over its default. */
export function overColumnText(expression: string, column: string, value: string): string | null {
  const parsed = parseExpression(value);
  return parsed.ok ? replaced(expression, (name) => (name === column ? parsed.value : null)) : null;
}

function replaced(expression: string, replacementOf: (column: string) => Node | null): string | null {
  const parsed = parseExpression(expression);
  if (!parsed.ok) return null;
  let sound = true;
  const visit = (node: unknown): unknown => {
    if (Array.isArray(node)) return node.map(visit);
    if (node === null || typeof node !== "object") return node;
    if ("SubLink" in node) sound = false;
    if ("ColumnRef" in node) {
      const names = strings((node.ColumnRef as { fields?: Node[] }).fields);
      const replacement = names.length === 1 ? replacementOf(names[0] ?? "") : null;
      if (!replacement) sound = false;
      return replacement ?? node;
    }
    return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, visit(value)]));
  };
  const tree = visit(parsed.value) as Node;
  if (!sound) return null;
  const printed = expressionText(tree);
  const again = parseExpression(printed);
  return again.ok && shape(again.value) === shape(tree) ? printed : null;
}

/** The printer says `text` for `pg_catalog.text`, and so of other types: pg_catalog is looked in first. */
function shape(node: unknown): string {
  return JSON.stringify(node, (key, value) => {
    if (/location$|^(rexpr_)?list_(start|end)$/.test(key)) return undefined;
    const names = key === "typeName" ? strings(value.names) : [];
    return names[0] === "pg_catalog" ? { ...value, names: value.names.slice(1) } : value;
  });
}
