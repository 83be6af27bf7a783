import type { TypeName } from "libpg-query";
import { expressionText } from "@/lib/sql/expression-text";
import { bodyOf, type Node, parseExpression, strings, walk } from "@/lib/sql/parse";
import { keyOf, type Snapshot } from "./model";

/** How Drizzle's column builders call the types that Postgres calls otherwise; read in drizzle-orm 0.45. */
const BUILDERS: Readonly<Record<string, string>> = {
  int2: "smallint",
  int4: "integer",
  int: "integer",
  int8: "bigint",
  float4: "real",
  float8: "double precision",
  bool: "boolean",
  bpchar: "char",
  serial2: "smallserial",
  serial4: "serial",
  serial8: "bigserial",
};

/** A type as a column of a snapshot names it. */
export function spelledType(
  { names, typmods, arrayBounds }: TypeName,
  { enums }: Pick<Snapshot, "enums">,
): { type: string; typeSchema?: string } {
  const parts = strings(names);
  const name = parts.at(-1) ?? "";
  const schema = parts.length > 1 ? (parts[0] ?? "public") : "public";
  const dimensions = (arrayBounds ?? []).map((bound) => {
    const size = bodyOf(bound, "Integer")?.ival ?? 0;
    return size > 0 ? `[${size}]` : "[]";
  });
  if (enums[keyOf(schema, name)]) return { type: name + dimensions.join(""), typeSchema: schema };
  const modifiers = (typmods ?? []).map((one) => bodyOf(one, "A_Const")?.ival?.ival ?? 0).join(", ");
  const isOwn = parts.length > 1 && schema !== "pg_catalog" && schema !== "public";
  return { type: withModifiers(isOwn ? `${schema}.${name}` : name, modifiers) + dimensions.join("") };
}

function withModifiers(name: string, modifiers: string): string {
  const brackets = modifiers && `(${modifiers})`;
  const time = /^(timestamp|time)(tz)?$/.exec(name);
  if (!time) return (BUILDERS[name] ?? name) + brackets;
  const space = time[1] === "timestamp" && modifiers ? " " : "";
  return `${time[1]}${space}${brackets}${time[2] ? " with time zone" : ""}`;
}

/** A default as the schema in TypeScript would give it: a constant as itself, anything else as SQL. */
export function spelledDefault(expression: Node, type: string): unknown {
  const constant = bodyOf(bodyOf(expression, "TypeCast")?.arg ?? expression, "A_Const");
  if (!constant) return expressionText(expression);
  if (constant.isnull) return undefined;
  if (constant.boolval) return constant.boolval.boolval ?? false;
  const text =
    constant.sval?.sval ?? constant.fval?.fval ?? (constant.ival ? String(constant.ival.ival ?? 0) : null);
  if (text === null) return expressionText(expression);
  if (/^(smallint|integer|bigint|real|double precision)$/.test(type)) return Number(text);
  const quoted = `'${text.replaceAll("'", "''")}'`;
  return /^jsonb?$/.test(type) ? `${quoted}::${type}` : quoted;
}

/** An expression over a row with its columns as Drizzle prints them: `"t"."age" >= 0`, or `"age"` where no table is given. */
export function spelledExpression(expression: Node, table: string | null): string {
  const copy = structuredClone(expression);
  const columns: string[] = [];
  walk(copy, (kind, body) => {
    if (kind !== "ColumnRef") return;
    const name = strings(body.fields as Node[]).at(-1);
    if (name === undefined) return;
    body.fields = [{ String: { sval: `interlock_column_${columns.length}_` } }];
    columns.push(table === null ? quotedName(name) : `${quotedName(table)}.${quotedName(name)}`);
  });
  return expressionText(copy).replaceAll(
    /interlock_column_(\d+)_/g,
    (_, at: string) => columns[Number(at)] ?? "",
  );
}

/**
 * An expression in the words that the team has for it, with other columns in place of theirs; null where it is another
 * expression.
 */
export function inTheirWords(theirs: string, ours: string): string | null {
  const [one, other] = [parseExpression(theirs), parseExpression(ours)];
  if (!one.ok || !other.ok) return null;
  const [from, to] = [columnsOf(one.value), columnsOf(other.value)];
  if (from.length !== to.length) return null;
  const renamed = new Map(from.map((name, at) => [name, to[at] ?? name]));
  const text = renameColumns(theirs, renamed);
  const read = parseExpression(text);
  return read.ok && JSON.stringify(plain(read.value)) === JSON.stringify(plain(other.value)) ? text : null;
}

/** The text with each of these identifiers replaced, quoted or not. */
export function renameColumns(text: string, renamed: ReadonlyMap<string, string>): string {
  return text.replaceAll(
    /'(?:[^']|'')*'|"((?:[^"]|"")+)"|[\p{L}_][\p{L}\p{N}_$]*/gu,
    (word, inQuotes?: string) => {
      const name = inQuotes?.replaceAll('""', '"') ?? word;
      const to = word.startsWith("'") ? undefined : renamed.get(name);
      if (to === undefined || to === name) return word;
      return inQuotes === undefined && /^[a-z_][a-z0-9_]*$/.test(to) ? to : quotedName(to);
    },
  );
}

/** Whether the expression, in anybody's words, names the column. */
export function namesColumn(text: string, column: string): boolean {
  const read = parseExpression(text);
  return read.ok && columnsOf(read.value).includes(column);
}

/** Quoted in any case, as Drizzle prints names. */
export const quotedName = (name: string): string => `"${name.replaceAll('"', '""')}"`;

function columnsOf(expression: Node): readonly string[] {
  const names: string[] = [];
  walk(expression, (kind, body) => {
    if (kind === "ColumnRef") names.push(strings(body.fields as Node[]).at(-1) ?? "");
  });
  return names;
}

/** Without places, tables before columns, casts of constants and of columns to text, and `pg_catalog.`: what people write in different ways. */
function plain(tree: unknown): unknown {
  if (Array.isArray(tree)) return tree.map(plain);
  if (tree === null || typeof tree !== "object") return tree;
  const cast = bodyOf(tree as Node, "TypeCast");
  // As the server prints a varchar where a function wants text.
  const isImplied =
    bodyOf(cast?.arg, "ColumnRef") !== null && strings(cast?.typeName?.names).at(-1) === "text";
  if (cast?.arg && (isImplied || bodyOf(cast.arg, "A_Const"))) return plain(cast.arg);
  const column = bodyOf(tree as Node, "ColumnRef");
  if (column) return { column: strings(column.fields).at(-1) };
  return Object.fromEntries(
    Object.entries(tree)
      .filter(([key]) => key !== "location")
      .map(([key, value]) => [key, key === "funcname" ? strings(value as Node[]).at(-1) : plain(value)]),
  );
}
