import type { AlterTableCmd, TypeName } from "libpg-query";
import { parseDottedName } from "../identifiers";
import { bodyOf, type Node, parseSql, strings } from "../parse";
import { referenced } from "./known";
import type { Lookup } from "./lookup";
import type { StatementFacts } from "./statement-facts";
import { columnNamed } from "./volatility";

/** What ALTER COLUMN … TYPE does to the column's values and to a plain index on it. */
export interface TypeChange {
  readonly rewrites: boolean;
  /** Whether a plain index on the column keeps its file. */
  readonly keepsIndex: boolean;
}

interface Type {
  readonly name: string;
  readonly schema: string | null;
  readonly mods: readonly number[];
  readonly array: boolean;
}

const SAME: TypeChange = { rewrites: false, keepsIndex: true };
const REBUILT: TypeChange = { rewrites: false, keepsIndex: false };
const REWRITTEN: TypeChange = { rewrites: true, keepsIndex: false };

/** Same bytes, another type: without a rewrite. The second word says whether operator family and so the index stay. */
const SAME_BYTES: Readonly<Record<string, TypeChange>> = {
  "varchar text": SAME,
  "text varchar": SAME,
  "varchar bpchar": REBUILT,
  "text bpchar": REBUILT,
  "citext text": REBUILT,
  "citext varchar": REBUILT,
  "text citext": REBUILT,
  "varchar citext": REBUILT,
  "cidr inet": SAME,
  "int4 oid": REBUILT,
  "oid int4": REBUILT,
  "xml text": REBUILT,
  "xml varchar": REBUILT,
  "bit varbit": SAME,
  "varbit bit": SAME,
};

/** Zones whose offset was always zero: there timestamp and timestamptz have the same bytes. */
const ZERO_OFFSET = /^(etc\/)?(utc|gmt|uct|zulu|universal|greenwich|gmt[+-]?0)$/i;

/**
 * The facts of ALTER COLUMN … TYPE. Observed on 12 to 18 for the matrix in the test data; where the old type is not
 * known the worst is assumed.
 */
export function typeChange(relation: string, cmd: AlterTableCmd, lookup: Lookup): StatementFacts {
  const column = cmd.name ?? "";
  const table = lookup.table(relation);
  const old = table?.columns.find((candidate) => candidate.name === column);
  const definition = bodyOf(cmd.def, "ColumnDef");
  const locks = lockedWithKeys(relation, column, lookup);
  const sequences = lookup
    .sequences(relation, column)
    .map((name) => [name, "ShareRowExclusiveLock"] as const);
  const known = table && old && definition?.typeName;
  if (!known) return { locks, rewrites: true, scans: true, unknown: true };
  const change = compareTypes(
    fromText(old.type),
    fromTypeName(definition.typeName),
    usingExpression(definition.raw_default, column),
    lookup,
  );
  const recollated = collationOf(definition.collClause) !== bareCollation(old.collation);
  const keepsIndex = change.keepsIndex && !recollated;
  const checked = table.constraints.some(
    (constraint) => constraint.type === "check" && constraint.columns.includes(column),
  );
  const rebuilt = table.indexes.some(
    (index) =>
      index.mentions.includes(column) && (!keepsIndex || index.hasExpressions || index.predicate !== null),
  );
  return {
    locks: [...locks, ...(old.identity ? sequences : [])],
    rewrites: change.rewrites,
    scans: change.rewrites || checked || rebuilt,
  };
}

/** The table, and those that a foreign key over or to the column joins it with: such keys are made anew with its values. */
export function lockedWithKeys(
  relation: string,
  column: string,
  lookup: Lookup,
): NonNullable<StatementFacts["locks"]> {
  const partners = (lookup.table(relation)?.constraints ?? [])
    .filter((constraint) => constraint.columns.includes(column))
    .flatMap((constraint) => referenced(constraint) ?? []);
  const children = lookup
    .referencing(relation)
    .filter(({ constraint }) => constraint.references?.columns.includes(column))
    .map((reference) => reference.relation);
  return [relation, ...partners, ...children].map((name) => [name, "AccessExclusiveLock"] as const);
}

/** The catalog writes `pg_catalog."C"` or `"C"`. */
function bareCollation(text: string | null): string | null {
  return text === null ? null : (parseDottedName(text)?.at(-1) ?? text);
}

function collationOf(clause: { collname?: Node[] } | undefined): string | null {
  const name = strings(clause?.collname).at(-1) ?? null;
  return name === "default" ? null : name;
}

/** What the USING expression amounts to: nothing, a plain cast, or a computation. */
function usingExpression(expression: Node | undefined, column: string): "none" | "computed" | Type {
  if (!expression || columnNamed(expression) === column) return "none";
  const cast = bodyOf(expression, "TypeCast");
  if (cast && columnNamed(cast.arg) === column) return fromTypeName(cast.typeName) ?? "computed";
  return "computed";
}

function compareTypes(
  from: Type | null,
  to: Type | null,
  using: "none" | "computed" | Type,
  lookup: Lookup,
): TypeChange {
  if (!from || !to || using === "computed") return REWRITTEN;
  if (using !== "none" && (using.name !== to.name || using.mods.join() !== to.mods.join())) return REWRITTEN;
  const target = domainBase(to, lookup);
  if (target === "constrained") return REWRITTEN;
  const source = domainBase(from, lookup, true);
  if (source === "constrained") return REWRITTEN;
  return compareBase(source ?? from, target ?? to, lookup);
}

/** The base type of a domain; null for other types. `ofValues`: constraints of the old type do not matter. */
function domainBase(type: Type, lookup: Lookup, ofValues = false): Type | "constrained" | null {
  const domain = lookup
    .domainsNamed(type.name)
    ?.find((one) => type.schema === null || one.schema === type.schema);
  if (!domain || type.array) return null;
  if (domain.constrained && !ofValues) return "constrained";
  // The definition starts with the base type, as CREATE DOMAIN would say it.
  const text = domain.definition?.replace(/\s+(DEFAULT|CHECK|CONSTRAINT|NOT NULL|COLLATE)\b.*$/is, "");
  return text ? fromText(text) : "constrained";
}

function compareBase(from: Type, to: Type, lookup: Lookup): TypeChange {
  if (from.array || to.array) {
    // Arrays have no shortcut for a wider element, only for the very same type without a length.
    const same = from.array === to.array && from.name === to.name;
    return same && (from.mods.join() === to.mods.join() || to.mods.length === 0) ? SAME : REWRITTEN;
  }
  if (isTimestamp(from) && isTimestamp(to) && from.name !== to.name) {
    // The conversion keeps the bytes only where the zone's offset is zero, and only to full precision.
    const zero = lookup.timeZone !== null && ZERO_OFFSET.test(lookup.timeZone);
    return zero && (to.mods.length === 0 || to.mods[0] === 6) ? REBUILT : REWRITTEN;
  }
  const change = from.name === to.name ? SAME : (SAME_BYTES[`${from.name} ${to.name}`] ?? REWRITTEN);
  if (change.rewrites) return REWRITTEN;
  return keepsValues(from, to) ? change : REWRITTEN;
}

const isTimestamp = (type: Type) => type.name === "timestamp" || type.name === "timestamptz";

/** Whether every value of the old length, precision or scale is one of the new. */
function keepsValues(from: Type, to: Type): boolean {
  if (to.mods.length === 0) return true;
  if (from.name === to.name && from.mods.join() === to.mods.join()) return true;
  const [old, next] = [from.mods.at(-1), to.mods.at(-1)];
  switch (to.name) {
    case "varchar":
      return from.name === "varchar" && old !== undefined && next !== undefined && next >= old;
    case "varbit":
      return from.name === "varbit" && old !== undefined && next !== undefined && next >= old;
    case "numeric": {
      const scale = (mods: readonly number[]) => mods[1] ?? 0;
      const wide = (from.mods[0] ?? Number.POSITIVE_INFINITY) <= (to.mods[0] ?? 0);
      return from.mods.length > 0 && scale(from.mods) === scale(to.mods) && wide;
    }
    case "timestamp":
    case "timestamptz":
    case "time":
    case "timetz":
    case "interval":
      return next !== undefined && (next >= 6 || (old !== undefined && old <= next && from.mods.length > 0));
    default:
      return false;
  }
}

function fromText(text: string): Type | null {
  const parsed = parseSql(`SELECT NULL::${text}`);
  if (!parsed.ok) return null;
  const target = bodyOf(bodyOf(parsed.value[0]?.node, "SelectStmt")?.targetList?.[0], "ResTarget");
  return fromTypeName(bodyOf(target?.val, "TypeCast")?.typeName);
}

function fromTypeName(type: TypeName | undefined): Type | null {
  const names = strings(type?.names);
  const name = names.at(-1);
  if (!type || !name) return null;
  const mods = (type.typmods ?? []).map((mod) => bodyOf(mod, "A_Const")?.ival?.ival ?? 0);
  const schema = names.length > 1 ? (names.at(-2) ?? null) : null;
  return {
    name,
    schema: schema === "pg_catalog" ? null : schema,
    mods,
    array: (type.arrayBounds?.length ?? 0) > 0,
  };
}
