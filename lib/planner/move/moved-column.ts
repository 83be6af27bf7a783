import { blankColumn } from "@/lib/catalog/blank";
import type { Catalog, Column, Constraint, Grant, Table } from "@/lib/catalog/model";
import { fail, ok, type Result } from "@/lib/contracts/result";
import { referenced } from "@/lib/sql/facts/known";
import { quoteIdentifier, relationName } from "@/lib/sql/identifiers";
import { backfillKey } from "../backfill-key";
import type { SyncObjects } from "../dual-write";
import type { KeptValues } from "../kept-values";
import { dualWriteNames, fitName, lastTriggerName, shortHash } from "../names";
import { inInterlock } from "../probe";

/** One of the two places that hold the value while old and new releases run. */
export interface Place extends SyncObjects {
  readonly table: Table;
  readonly column: Column;
  /** The columns that find the row of the other place, in the order of the other one's. */
  readonly join: readonly string[];
  /** Walks the rows. */
  readonly key: readonly string[];
  /** What roles that write the other place lack here: the trigger there writes here as they. */
  readonly grants: readonly { readonly role: string; readonly rights: readonly string[] }[];
}

/** A column whose values go to rows of another table, one row for one. */
export interface MovedColumn {
  readonly catalog: Catalog;
  readonly source: Place;
  readonly target: Place;
  readonly sequence: string;
  readonly kept: KeptValues;
  readonly idPrefix: string;
}

export interface MoveOrder {
  readonly catalog: Catalog;
  readonly table: Table;
  readonly column: Column;
  readonly to: Table;
  readonly name: string;
  readonly idPrefix: string;
}

/** Fails with a sentence. */
export function movedColumn({
  catalog,
  table,
  column,
  to,
  name,
  idPrefix,
}: MoveOrder): Result<MovedColumn, string> {
  const [from, into] = [relationName(table), relationName(to)];
  const join = joinOf(table, to);
  if (!join.ok) return join;
  const words = { schema: table.schema, table: table.name, column: column.name, to: `${into}.${name}` };
  const triggers = [lastTriggerName(words, table), lastTriggerName(words, to)] as const;
  if (!triggers[0] || !triggers[1]) return fail("no trigger name is left that sorts behind all others");
  const [key, toKey] = [backfillKey(table, [column.name]), backfillKey(to, [])];
  if (!key || !toKey) {
    return fail(
      `${key ? into : from} has no primary key and no unique index over NOT NULL columns. Add one first`,
    );
  }
  const names = dualWriteNames(words);
  const sequence = inInterlock(names.sequence);
  const next = blankColumn(name, column.type, {
    collation: column.collation,
    storage: column.storage,
    compression: column.compression,
  });
  const archive = inInterlock(
    fitName(`${table.name}_${column.name}`, `_${shortHash(from, column.name, "to", into, name)}_kept`),
  );
  const place = (
    of: Table,
    its: Column,
    own: "from" | "to",
    walk: readonly string[],
    trigger: string,
  ): Place => ({
    table: of,
    relation: relationName(of),
    column: its,
    join: join.value.map((pair) => pair[own]),
    key: walk,
    trigger,
    sequence,
    function: inInterlock(
      fitName(names.function.replace(/_sync$/, ""), own === "from" ? "_leave" : "_arrive"),
    ),
    grants: [],
  });
  const source = place(table, column, "from", key, triggers[0]);
  const target = place(to, next, "to", toKey, triggers[1]);
  return ok({
    catalog,
    source: { ...source, grants: lacking(source, to) },
    target: { ...target, grants: lacking(target, table) },
    sequence,
    kept: { table, columns: [column], key, archive, catalog, idPrefix },
    idPrefix,
  });
}

interface Pair {
  readonly from: string;
  readonly to: string;
}

/** The foreign key between the two, which must give each row of the one at most one of the other. */
function joinOf(from: Table, to: Table): Result<readonly Pair[], string> {
  const [left, right] = [relationName(from), relationName(to)];
  const keys = (child: Table, parent: string) =>
    child.constraints.filter((one) => one.type === "foreign key" && referenced(one) === parent);
  const found = [
    ...keys(to, left).map((key) => ({ key, child: to, pairs: pairsOf(key, "to") })),
    ...keys(from, right).map((key) => ({ key, child: from, pairs: pairsOf(key, "from") })),
  ];
  const [one, ...others] = found.filter(({ key, child }) => isUnique(child, key.columns));
  if (one && others.length === 0) return ok(one.pairs);
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

function isUnique(table: Table, columns: readonly string[]): boolean {
  const wanted = [...columns].sort().join("\n");
  return table.indexes.some(
    (index) =>
      index.unique &&
      index.valid &&
      !index.predicate &&
      !index.hasExpressions &&
      [...index.columns].sort().join("\n") === wanted,
  );
}

const WRITES = new Set(["INSERT", "UPDATE", "DELETE"]);

/** Rights that roles which write the other table lack on this one, as GRANT says them. */
function lacking({ table, column, join }: Place, other: Table): Place["grants"] {
  const writers = (of: Table): readonly Grant[] => [
    ...(of.grants ?? []),
    ...of.columns.flatMap(({ grants }) => grants),
  ];
  const roles = [
    ...new Set([
      ...(other.owner === table.owner ? [] : [other.owner]),
      ...writers(other).flatMap(({ grantee, privilege }) => (WRITES.has(privilege) ? grantee : [])),
    ]),
  ].filter((role) => role !== table.owner && role !== "");
  const isEverybody = (role: string) => /^public$/i.test(role);
  return roles.flatMap((role) => {
    const has = (privilege: string, name: string) =>
      [...(table.grants ?? []), ...(table.columns.find((one) => one.name === name)?.grants ?? [])].some(
        (one) => one.privilege === privilege && (one.grantee === role || isEverybody(one.grantee)),
      );
    const read = [...join, column.name].filter((name) => !has("SELECT", name)).map(quoteIdentifier);
    const rights = [
      ...(read.length > 0 ? [`SELECT (${read.join(", ")})`] : []),
      ...(has("UPDATE", column.name) ? [] : [`UPDATE (${quoteIdentifier(column.name)})`]),
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
