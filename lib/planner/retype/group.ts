import type { Catalog, Column, Constraint, Index, Table } from "@/lib/catalog/model";
import { quoteIdentifier, relationName } from "@/lib/sql/identifiers";
import { findColumn } from "../find-table";
import { shortHash, temporaryNames } from "../names";
import { isCollatable, overColumn } from "./expressions";
import { type RetypedColumn, type RetypeOrder, retypedColumn } from "./retyped-column";

/** A primary key that holds retyped columns. */
export interface RetypedKey {
  readonly table: Table;
  readonly relation: string;
  readonly constraint: Constraint;
  readonly index: Index;
  /** Its retyped columns, at least one. */
  readonly columns: readonly RetypedColumn[];
  readonly nextIndex: string;
  readonly formerIndex: string;
}

/** A foreign key that points at retyped columns; its own may be of the new type already. */
export interface RetypedForeignKey {
  readonly table: Table;
  readonly relation: string;
  readonly constraint: Constraint;
  readonly columns: readonly RetypedColumn[];
  readonly referenced: readonly RetypedColumn[];
  readonly nextName: string;
  readonly formerName: string;
}

/** A column and all that point at it, retyped together: they change places in one transaction. */
export interface RetypedGroup {
  /** The one that was asked for, then those that point at it, directly or not. */
  readonly columns: readonly RetypedColumn[];
  readonly keys: readonly RetypedKey[];
  readonly foreignKeys: readonly RetypedForeignKey[];
}

interface Place {
  readonly table: Table;
  readonly column: Column;
}

/** The column, and in turn every column with a foreign key to one of them. */
export function referencingColumns(catalog: Catalog, start: Place): readonly Place[] {
  const places: Place[] = [start];
  for (const { table, column } of places) {
    for (const other of catalog.tables) {
      for (const key of keysTo(other, table, column.name)) {
        const at = key.references?.columns.indexOf(column.name) ?? -1;
        const child = findColumn(other, key.columns[at] ?? "");
        const known = places.some((one) => one.table === other && one.column === child);
        if (child && !known) places.push({ table: other, column: child });
      }
    }
  }
  return places;
}

function keysTo(other: Table, table: Table, column: string): readonly Constraint[] {
  return other.constraints.filter(
    ({ references }) =>
      references?.schema === table.schema &&
      references.table === table.name &&
      references.columns.includes(column),
  );
}

/** Null where a table has no trigger name left that sorts behind all others. */
export function retypedGroup(order: RetypeOrder, sameType: (type: string) => boolean): RetypedGroup | null {
  const { catalog, table, old } = order;
  const places = referencingColumns(catalog, { table, column: old });
  const retyped: RetypedColumn[] = [];
  for (const [at, place] of places.entries()) {
    if (at > 0 && sameType(place.column.type)) continue;
    const over = (text: string | null) =>
      text === null ? null : overColumn(text, old.name, [place.column.name]);
    const column = retypedColumn({
      ...order,
      table: place.table,
      old: place.column,
      collation: at === 0 ? order.collation : isCollatable(order.type) ? place.column.collation : null,
      up: over(order.up),
      down: over(order.down),
      idPrefix: at === 0 ? order.idPrefix : `${order.idPrefix}-${at + 1}`,
    });
    if (!column) return null;
    retyped.push(column);
  }
  const columns = retyped.map((column, at) => withSiblings(column, retyped, at));
  const hash = `_${shortHash(relationName(table), old.name, order.type, "keys")}`;
  return {
    columns,
    keys: primaryKeys(catalog, columns, hash),
    foreignKeys: foreignKeys(catalog, columns, hash),
  };
}

const inTable = (columns: readonly RetypedColumn[], table: Table) =>
  columns.filter((column) => column.table === table);

/** What moves with the keys, or with an earlier column of the same table, does not hang on this one. */
function withSiblings(column: RetypedColumn, all: readonly RetypedColumn[], at: number): RetypedColumn {
  const { table } = column;
  const siblings = inTable(all, table).filter((one) => one !== column);
  const earlier = inTable(all.slice(0, at), table).map((one) => one.old.name);
  const mine = (columns: readonly string[]) => !columns.some((name) => earlier.includes(name));
  const moves = new Set([
    ...table.constraints
      .filter((one) => one.type === "primary key" || pointsAtAny(one, all))
      .map((one) => one.name),
  ]);
  const attached: Table = {
    ...table,
    constraints: table.constraints.filter((one) => !moves.has(one.name) && mine(one.columns)),
    indexes: table.indexes.filter((one) => !one.primary && mine(one.mentions)),
    statistics: table.statistics.filter((one) => mine(one.columns)),
  };
  return { ...column, siblings, attached };
}

function pointsAtAny({ references }: Constraint, columns: readonly RetypedColumn[]): boolean {
  return columns.some(
    ({ table, old }) =>
      references?.schema === table.schema &&
      references.table === table.name &&
      references.columns.includes(old.name),
  );
}

function primaryKeys(
  catalog: Catalog,
  columns: readonly RetypedColumn[],
  hash: string,
): readonly RetypedKey[] {
  return [...new Set(columns.map((column) => column.table))].flatMap((table) => {
    const constraint = table.constraints.find((one) => one.type === "primary key");
    const index = table.indexes.find((one) => one.name === constraint?.indexName);
    const own = inTable(columns, table).filter(({ old }) => constraint?.columns.includes(old.name));
    if (!constraint || !index || own.length === 0) return [];
    const nextIndex = temporaryNames(catalog, table, hash)(index.name);
    const formerIndex = temporaryNames(catalog, table, `${hash}_former`)(index.name);
    return { table, relation: relationName(table), constraint, index, columns: own, nextIndex, formerIndex };
  });
}

function foreignKeys(
  catalog: Catalog,
  columns: readonly RetypedColumn[],
  hash: string,
): readonly RetypedForeignKey[] {
  return catalog.tables.flatMap((table) =>
    table.constraints
      .filter((one) => pointsAtAny(one, columns))
      .map((constraint) => ({
        table,
        relation: relationName(table),
        constraint,
        columns: inTable(columns, table).filter(({ old }) => constraint.columns.includes(old.name)),
        referenced: columns.filter(
          (column) =>
            relationName(column.table) ===
              relationName({
                schema: constraint.references?.schema ?? "",
                name: constraint.references?.table ?? "",
              }) && constraint.references?.columns.includes(column.old.name),
        ),
        nextName: temporaryNames(catalog, table, hash)(constraint.name),
        formerName: temporaryNames(catalog, table, `${hash}_former`)(constraint.name),
      })),
  );
}

/** `schema.table.column` of each but the first, for people. */
export function othersOf({ columns }: RetypedGroup): readonly string[] {
  return columns.slice(1).map(({ relation, old }) => `${relation}.${quoteIdentifier(old.name)}`);
}
