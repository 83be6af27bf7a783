import type { PartitionBoundSpec } from "libpg-query";
import { expressionText } from "./expression-text";
import { quoteIdentifier } from "./identifiers";
import { bodyOf, type Node, parseSql } from "./parse";

/** `FOR VALUES …` or `DEFAULT`, as a tree; null where it is neither. */
export function parseBound(text: string): PartitionBoundSpec | null {
  const parsed = parseSql(`ALTER TABLE p ATTACH PARTITION c ${text}\n`);
  const alter =
    parsed.ok && parsed.value.length === 1 ? bodyOf(parsed.value[0]?.node, "AlterTableStmt") : null;
  if (alter?.cmds?.length !== 1) return null;
  return bodyOf(bodyOf(alter.cmds[0], "AlterTableCmd")?.def, "PartitionCmd")?.bound ?? null;
}

/** RANGE, LIST or HASH; null for DEFAULT. */
export function strategyOf(bound: PartitionBoundSpec): "RANGE" | "LIST" | "HASH" | null {
  if (bound.is_default) return null;
  return ({ r: "RANGE", l: "LIST", h: "HASH" } as const)[bound.strategy as "r" | "l" | "h"] ?? null;
}

/**
 * The bound as SQL; null where a value is more than a constant, which Postgres would compute at that moment, or one that
 * it refuses there: NULL in a range, MINVALUE and MAXVALUE in a list.
 */
export function boundText(bound: PartitionBoundSpec): string | null {
  const list = (nodes: readonly Node[] | undefined, none: (text: string) => boolean) => {
    const texts = (nodes ?? []).map(datum);
    return texts.every((text) => text !== null && !none(text)) ? `(${texts.join(", ")})` : null;
  };
  switch (strategyOf(bound)) {
    case "RANGE": {
      const [from, to] = [list(bound.lowerdatums, isNull), list(bound.upperdatums, isNull)];
      return from && to && `FOR VALUES FROM ${from} TO ${to}`;
    }
    case "LIST": {
      const values = list(bound.listdatums, isEndless);
      return values && `FOR VALUES IN ${values}`;
    }
    case "HASH":
      return `FOR VALUES WITH (modulus ${bound.modulus ?? 0}, remainder ${bound.remainder ?? 0})`;
    default:
      return "DEFAULT";
  }
}

/** The constants of the bound as SQL, MINVALUE and MAXVALUE among them; those that are none are left out. */
export function boundValues(bound: PartitionBoundSpec) {
  const values = (nodes: readonly Node[] | undefined) => (nodes ?? []).flatMap((node) => datum(node) ?? []);
  return {
    from: values(bound.lowerdatums),
    to: values(bound.upperdatums),
    listed: values(bound.listdatums),
  };
}

/**
 * The condition that every row of such a partition meets, in the form that Postgres knows as its own: a valid CHECK of
 * it makes ATTACH read no row, and so does one of `NOT (…)` on the default partition (observed on 15 and 18). Null for
 * bounds that no such condition is known for: HASH and DEFAULT.
 *
 * `key` is what the parent is partitioned by, as `pg_get_partkeydef` says it: an expression, collation or operator class
 * in it makes the condition another one.
 */
export function boundCondition(
  bound: PartitionBoundSpec,
  columns: readonly string[],
  key: string | null,
): string | null {
  const names = columns.map(quoteIdentifier);
  const strategy = strategyOf(bound);
  if (columns.length === 0 || strategy === null || key !== `${strategy} (${names.join(", ")})`) return null;
  if (strategy === "LIST") return listCondition(bound.listdatums ?? [], names[0] ?? "");
  return strategy === "RANGE" ? rangeCondition(bound, names) : null;
}

function listCondition(datums: readonly Node[], name: string): string | null {
  const values = datums.map(datum);
  const named = values.filter((value) => value !== "NULL");
  if (values.includes(null)) return null;
  const among = named.length > 0 ? `${name} IN (${named.join(", ")})` : null;
  if (named.length === values.length) return among && `${name} IS NOT NULL AND ${among}`;
  return among === null ? `${name} IS NULL` : `${name} IS NULL OR ${among}`;
}

function rangeCondition(bound: PartitionBoundSpec, names: readonly string[]): string | null {
  const [low, high] = [(bound.lowerdatums ?? []).map(datum), (bound.upperdatums ?? []).map(datum)];
  const set = names.map((name) => `${name} IS NOT NULL`);
  if (low.length !== names.length || high.length !== names.length) return null;
  if ([...low, ...high].includes(null)) return null;
  // What both ends begin with is one value; behind it stand the ends in the order of the columns.
  const shared = names.findIndex((_, at) => low[at] !== high[at]);
  if (shared < 0 || low.slice(0, shared).some(isEndless)) return null;
  const same = names.slice(0, shared).map((one, at) => `${one} = ${low[at]}`);
  const rest = names.slice(shared);
  return [
    ...set,
    ...same,
    ...end(rest, low.slice(shared), "low"),
    ...end(rest, high.slice(shared), "high"),
  ].join(" AND ");
}

/** `a > 1 OR (a = 1 AND b >= 2)`; nothing where no value is too far. */
function end(
  names: readonly string[],
  values: readonly (string | null)[],
  side: "low" | "high",
): readonly string[] {
  const operators = { low: [">", ">=", MIN], high: ["<", "<=", MAX] } as const;
  const [strict, orEqual, all] = operators[side];
  const endless = values.findIndex(isEndless);
  const told = endless < 0 ? names.length : endless;
  // The end itself belongs to the low side, and all behind it where the next column has no end there.
  const withEqual = told < names.length ? values[told] === all : side === "low";
  const arms = names.slice(0, told).map((name, at) => {
    const before = names.slice(0, at).map((one, place) => `${one} = ${values[place]}`);
    const operator = at === told - 1 && withEqual ? orEqual : strict;
    return [...before, `${name} ${operator} ${values[at]}`].join(" AND ");
  });
  return arms.length > 1 ? [`(${arms.map((arm) => `(${arm})`).join(" OR ")})`] : arms;
}

const [MIN, MAX] = ["MINVALUE", "MAXVALUE"];
const isNull = (value: string) => value === "NULL";
const isEndless = (value: string | null | undefined) => value === MIN || value === MAX;

/** A constant, MINVALUE or MAXVALUE as SQL. */
function datum(node: Node): string | null {
  const word = bodyOf(bodyOf(node, "ColumnRef")?.fields?.[0], "String")?.sval?.toUpperCase();
  if (word !== undefined) return isEndless(word) ? word : null;
  const constant = bodyOf(node, "A_Const") ?? bodyOf(bodyOf(node, "TypeCast")?.arg, "A_Const");
  if (!constant) return null;
  return constant.isnull ? "NULL" : expressionText(node);
}
