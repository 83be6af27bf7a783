import { blankColumn } from "@/lib/catalog/blank";
import type { Catalog, Column, Constraint, Grant, Index, Table } from "@/lib/catalog/model";
import { fail, ok, type Result } from "@/lib/contracts/result";
import { referenced } from "@/lib/sql/facts/known";
import { quoteIdentifier, relationName } from "@/lib/sql/identifiers";
import { backfillKey, withoutKey } from "../backfill-key";
import { differ, isNotNull, isNull } from "../column-values";
import type { SyncObjects } from "../dual-write";
import type { KeptValues } from "../kept-values";
import { dualWriteNames, fitName, lastTriggerName, shortHash } from "../names";
import { inInterlock } from "../probe";
import { type TableAside, tableAside } from "../table-aside";

/** One of the two places that hold the values while old and new releases run. */
export interface Place extends SyncObjects {
  readonly table: Table;
  readonly columns: readonly Column[];
  /** The columns that find the row of the other place, in the order of the other one's. */
  readonly join: readonly string[];
  /** Walks the rows. */
  readonly key: readonly string[];
  /** What roles that write either place lack here: the triggers read and write both as they. */
  readonly grants: readonly { readonly role: string; readonly rights: readonly string[] }[];
}

/** Columns whose values go to rows of another table, one row for one. */
export interface MovedColumns {
  readonly catalog: Catalog;
  readonly source: Place;
  readonly target: Place;
  readonly sequence: string;
  /** Of a table that is merged into another, its name once it is put aside is that of the archive. */
  readonly kept: KeptValues;
  readonly way: MoveWay;
  readonly idPrefix: string;
}

/**
 * `move`: both tables stay. `split`: the plan makes the other table, and a row of it for each row here that has a value.
 * `merge`: this table goes, and until then it gets a row for each of the other one that has a value.
 */
type MoveWay = "move" | "split" | "merge";

export interface MoveOrder {
  readonly catalog: Catalog;
  readonly table: Table;
  readonly columns: readonly Column[];
  readonly to: Table;
  /** What the columns are called there. */
  readonly names: readonly string[];
  readonly way: MoveWay;
  readonly idPrefix: string;
}

/** Fails with a sentence. */
export function movedColumns(order: MoveOrder): Result<MovedColumns, string> {
  const { catalog, table, columns, to, names: newNames, way, idPrefix } = order;
  const [from, into] = [relationName(table), relationName(to)];
  const join = joinOf(table, to);
  if (!join.ok) return join;
  const oldNames = columns.map(({ name }) => name);
  const words = {
    schema: table.schema,
    table: table.name,
    column: oldNames.join("_"),
    to: `${into}.${newNames.join(",")}`,
  };
  const triggers = [lastTriggerName(words, table), lastTriggerName(words, to)] as const;
  if (!triggers[0] || !triggers[1]) return fail("no trigger name is left that sorts behind all others");
  const [key, toKey] = [backfillKey(table, oldNames), backfillKey(to, [])];
  if (!key || !toKey) {
    return fail(withoutKey(key ? into : from, key ? [] : oldNames));
  }
  const names = dualWriteNames(words);
  const sequence = inInterlock(names.sequence);
  const next = columns.map(({ type, collation, storage, compression }, at) =>
    blankColumn(newNames[at] ?? "", type, { collation, storage, compression }),
  );
  const copies = inInterlock(
    fitName(
      `${table.name}_${oldNames.join("_")}`,
      `_${shortHash(from, ...oldNames, "to", into, ...newNames)}_kept`,
    ),
  );
  const archive = way === "merge" ? mergedAside(table, to, idPrefix).aside : copies;
  const place = (own: "from" | "to", rest: Pick<Place, "table" | "columns" | "key" | "trigger">): Place => ({
    ...rest,
    relation: relationName(rest.table),
    join: join.value.pairs.map((pair) => pair[own]),
    sequence,
    function: inInterlock(
      fitName(names.function.replace(/_sync$/, ""), own === "from" ? "_leave" : "_arrive"),
    ),
    grants: [],
  });
  const source = place("from", { table, columns, key, trigger: triggers[0] });
  const target = place("to", { table: to, columns: next, key: toKey, trigger: triggers[1] });
  return ok({
    catalog,
    source: { ...source, grants: lacking(source, to, way === "merge") },
    target: { ...target, grants: lacking(target, table, false) },
    sequence,
    kept: { table, columns, key, archive, catalog, idPrefix },
    way,
    idPrefix,
  });
}

/** Where a table goes once its columns are in the other one. */
export const mergedAside = (table: Table, into: Table, idPrefix: string): TableAside =>
  tableAside(table, `_${shortHash(relationName(table), "into", relationName(into))}_merged`, idPrefix);

interface Pair {
  readonly from: string;
  readonly to: string;
}

/** The foreign key that says which row of the one table belongs to which of the other. */
export interface Join {
  readonly key: Constraint;
  /** The table that has the foreign key. */
  readonly child: Table;
  readonly pairs: readonly Pair[];
}

/** The foreign key between the two, which must give each row of the one at most one of the other. Fails with a sentence. */
export function joinOf(from: Table, to: Table): Result<Join, string> {
  const [left, right] = [relationName(from), relationName(to)];
  const keys = (child: Table, parent: string) =>
    child.constraints.filter((one) => one.type === "foreign key" && referenced(one) === parent);
  const found = [
    ...keys(to, left).map((key) => ({ key, child: to, pairs: pairsOf(key, "to") })),
    ...keys(from, right).map((key) => ({ key, child: from, pairs: pairsOf(key, "from") })),
  ];
  const [one, ...others] = found.filter(({ key, child }) => uniqueOver(child, key.columns).length > 0);
  if (one && others.length === 0) return ok(one);
  if (one)
    return fail(`several foreign keys join ${left} and ${right}: which row belongs to which is not told`);
  const many = found[0];
  return fail(
    many
      ? `several rows of ${relationName(many.child)} may have the same ${many.key.columns.join(", ")} (${many.key.name}), and each could say another value. Make it unique first, if each has one row of its own; else decide in the app which value is right`
      : `no foreign key joins ${left} and ${right}, so which row a value belongs to is not told. Add one first, over columns that are unique in both`,
  );
}

const pairsOf = ({ columns, references }: Constraint, child: "from" | "to"): readonly Pair[] =>
  columns.map((own, at) => {
    const other = references?.columns[at] ?? "";
    return child === "from" ? { from: own, to: other } : { from: other, to: own };
  });

/** Indexes that let no two rows have the same values there. */
export function uniqueOver(table: Table, columns: readonly string[]): readonly Index[] {
  const wanted = [...columns].sort().join("\n");
  return table.indexes.filter(
    (index) =>
      index.unique &&
      index.valid &&
      !index.predicate &&
      !index.hasExpressions &&
      [...index.columns].sort().join("\n") === wanted,
  );
}

const GIVES = ["INSERT", "UPDATE"];
const WRITES = [...GIVES, "DELETE"];

/** Rights that roles which write the other table, or give values to this one, lack here, as GRANT says them. */
function lacking({ table, columns, join }: Place, other: Table, inserts: boolean): Place["grants"] {
  const grantsOf = (of: Table): readonly Grant[] => [
    ...(of.grants ?? []),
    ...of.columns.flatMap(({ grants }) => grants),
  ];
  const writers = (of: Table, writes: readonly string[]) =>
    grantsOf(of).flatMap(({ grantee, privilege }) => (writes.includes(privilege) ? grantee : []));
  const partners = [...(other.owner === table.owner ? [] : [other.owner]), ...writers(other, WRITES)];
  const roles = [...new Set([...partners, ...writers(table, GIVES)])].filter(
    (role) => role !== table.owner && role !== "",
  );
  const isEverybody = (role: string) => /^public$/i.test(role);
  return roles.flatMap((role) => {
    const has = (privilege: string, name: string) =>
      [...(table.grants ?? []), ...(table.columns.find((one) => one.name === name)?.grants ?? [])].some(
        (one) => one.privilege === privilege && (one.grantee === role || isEverybody(one.grantee)),
      );
    const names = columns.map(({ name }) => name);
    const read = [...join, ...names].filter((name) => !has("SELECT", name)).map(quoteIdentifier);
    const written = names.filter((name) => !has("UPDATE", name)).map(quoteIdentifier);
    const inserted =
      inserts && partners.includes(role)
        ? [...join, ...names].filter((name) => !has("INSERT", name)).map(quoteIdentifier)
        : [];
    const rights = [
      ...(read.length > 0 ? [`SELECT (${read.join(", ")})`] : []),
      ...(written.length > 0 ? [`UPDATE (${written.join(", ")})`] : []),
      ...(inserted.length > 0 ? [`INSERT (${inserted.join(", ")})`] : []),
    ];
    return rights.length > 0 ? [{ role: isEverybody(role) ? "PUBLIC" : quoteIdentifier(role), rights }] : [];
  });
}

export const grantRights = ({ relation, grants }: Place): readonly string[] =>
  grants.map(({ role, rights }) => `GRANT ${rights.join(", ")} ON TABLE ${relation} TO ${role}`);

export const revokeRights = ({ relation, grants }: Place): readonly string[] =>
  grants.map(({ role, rights }) => `REVOKE ${rights.join(", ")} ON TABLE ${relation} FROM ${role}`);

/** SQL: the row of `place` belongs to that of the other one, which is called `row`. */
export function belongs(place: Place, other: Place, row: string): string {
  return place.join
    .map(
      (name, at) =>
        `${place.relation}.${quoteIdentifier(name)} = ${row}.${quoteIdentifier(other.join[at] ?? "")}`,
    )
    .join(" AND ");
}

const at = (column: Column, row: string) => `${row}.${quoteIdentifier(column.name)}`;

/** SQL: a column of the place has a value in that row. */
export const hasValue = ({ columns }: Place, catalog: Catalog, row: string) =>
  `(${columns.map((one) => isNotNull(at(one, row), one, catalog)).join(" OR ")})`;

export const hasNoValue = ({ columns }: Place, catalog: Catalog, row: string) =>
  `(${columns.map((one) => isNull(at(one, row), one, catalog)).join(" AND ")})`;

/** SQL: the two rows say different things. */
export const differIn = (own: Place, other: Place, catalog: Catalog, row: string, otherRow: string) =>
  `(${own.columns
    .map((one, index) => differ(at(one, row), at(other.columns[index] ?? one, otherRow), one, catalog))
    .join(" OR ")})`;

/** SQL: what stands behind SET to give a row of the place the values of that other row. */
export const setFrom = (place: Place, other: Place, row: string) =>
  place.columns
    .map((one, index) => `${quoteIdentifier(one.name)} = ${at(other.columns[index] ?? one, row)}`)
    .join(", ");

export const setNull = ({ columns }: Place) =>
  columns.map(({ name }) => `${quoteIdentifier(name)} = NULL`).join(", ");

/** `public.t.name`, or `name, age of public.t`. */
export function said({ relation, columns }: Place): string {
  const names = columns.map(({ name }) => quoteIdentifier(name));
  return names.length === 1 ? `${relation}.${names[0]}` : `${names.join(", ")} of ${relation}`;
}
