import { createHash } from "node:crypto";
import type { Catalog, Table } from "@/lib/catalog/model";
import { cutToBytes, MAX_NAME_BYTES, nameBytes } from "@/lib/sql/identifiers";

/** The schema on every target that holds what is ours. */
export const INTERLOCK_SCHEMA = "interlock";

/** A column of a table that gets another name. */
export interface RenamedColumn {
  readonly schema: string;
  readonly table: string;
  readonly column: string;
  readonly to: string;
}

/** `base`, cut so that `suffix` fits behind it within 63 bytes. */
export function fitName(base: string, suffix: string): string {
  return cutToBytes(base, MAX_NAME_BYTES - nameBytes(suffix)) + suffix;
}

/** `base` + `suffix`, and where that is taken `base` + `suffix` + `_2`, `_3` …; at most 63 bytes. */
export function freeName(base: string, suffix: string, taken: ReadonlySet<string>): string {
  for (let number = 1; ; number++) {
    const name = fitName(base, number === 1 ? suffix : `${suffix}_${number}`);
    if (!taken.has(name)) return name;
  }
}

/** Eight hexadecimal digits that stand for these words, the same on every environment. */
export function shortHash(...words: readonly string[]): string {
  return createHash("sha256").update(JSON.stringify(words)).digest("hex").slice(0, 8);
}

export interface DualWriteNames {
  /** The trigger function in schema `interlock`, bare. */
  readonly function: string;
  /** The tripwire sequence in schema `interlock`, bare. */
  readonly sequence: string;
}

/** The names in schema `interlock` that belong to one renamed column: the same every time it is planned. */
export function dualWriteNames(renamed: RenamedColumn): DualWriteNames {
  const { schema, table, column, to } = renamed;
  const hash = shortHash(schema, table, column, to);
  const base = `${table}_${column}`;
  return {
    function: fitName(base, `_${hash}_sync`),
    sequence: fitName(base, `_${hash}_tripwire`),
  };
}

const TRIGGER_PREFIXES = [
  "zz_interlock_",
  "zzzz_interlock_",
  "~interlock_",
  "~~~~interlock_",
  "\u{10ffff}interlock_",
];

/**
 * A trigger name behind all others of the table: row triggers of one kind fire in the order of their names, compared
 * byte by byte (https://www.postgresql.org/docs/current/sql-createtrigger.html), and ours must see what the others
 * made of the row. Null where even the last possible letter is taken.
 */
export function lastTriggerName(renamed: RenamedColumn, table: Table): string | null {
  const suffix = `${shortHash(renamed.schema, renamed.table, renamed.column, renamed.to)}`;
  for (const prefix of TRIGGER_PREFIXES) {
    const name = fitName(`${prefix}${renamed.column}`, `_${suffix}`);
    const others = table.triggers.filter((trigger) => !trigger.function.startsWith(`${INTERLOCK_SCHEMA}.`));
    if (others.every((trigger) => bytesBefore(trigger.name, name))) return name;
  }
  return null;
}

function bytesBefore(left: string, right: string): boolean {
  const encoder = new TextEncoder();
  const [a, b] = [encoder.encode(left), encoder.encode(right)];
  for (let at = 0; at < Math.min(a.length, b.length); at++) {
    if (a[at] !== b[at]) return (a[at] ?? 0) < (b[at] ?? 0);
  }
  return a.length < b.length;
}

/** Names for what is copied while the originals still stand; free in the schema, and the same every time. */
export function temporaryNames(catalog: Catalog, table: Table, suffix: string): (original: string) => string {
  const inSchema = <T extends { schema: string }>(list: readonly T[]) =>
    list.filter((one) => one.schema === table.schema);
  const taken = new Set([
    ...inSchema(catalog.tables).flatMap((one) => [
      one.name,
      ...one.indexes.map((index) => index.name),
      ...one.statistics.map((statistics) => statistics.name),
    ]),
    ...inSchema(catalog.views).map((one) => one.name),
    ...inSchema(catalog.sequences).map((one) => one.name),
    ...table.constraints.map((one) => one.name),
  ]);
  const given = new Map<string, string>();
  return (original) => {
    const known = given.get(original);
    if (known) return known;
    const name = freeName(original, suffix, taken);
    taken.add(name);
    given.set(original, name);
    return name;
  };
}
