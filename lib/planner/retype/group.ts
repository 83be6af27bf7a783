import type { Catalog, Column, Constraint, Table } from "@/lib/catalog/model";
import { quoteIdentifier, relationName } from "@/lib/sql/identifiers";
import { findColumn } from "../find-table";
import { attachedTable, isOfWhole, type MovedKeys, movedKeys } from "../moved-keys";
import { shortHash } from "../names";
import { isCollatable, overColumn } from "./expressions";
import { type RetypedColumn, type RetypeOrder, retypedColumn } from "./retyped-column";

/** A column and all that point at it, retyped together: they change places in one transaction. */
export interface RetypedGroup extends MovedKeys {
  /** The one that was asked for, then those that point at it, directly or not. */
  readonly columns: readonly RetypedColumn[];
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
        if (isOfWhole(catalog, other, key)) continue;
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

/** The column and all that point at it and are not of the type already. */
export function withReferencing(
  order: RetypeOrder,
  sameType: (type: string) => boolean,
): readonly RetypeOrder[] {
  const { catalog, table, old } = order;
  return referencingColumns(catalog, { table, column: old }).flatMap((place, at) => {
    if (at === 0) return order;
    if (sameType(place.column.type)) return [];
    const over = (text: string | null) =>
      text === null ? null : overColumn(text, old.name, [place.column.name]);
    return {
      ...order,
      table: place.table,
      old: place.column,
      collation: isCollatable(order.type) ? place.column.collation : null,
      up: over(order.up),
      down: over(order.down),
      idPrefix: `${order.idPrefix}-${at + 1}`,
    };
  });
}

/** Null where a table has no trigger name left that sorts behind all others. */
export function retypedGroup(catalog: Catalog, orders: readonly RetypeOrder[]): RetypedGroup | null {
  const retyped: RetypedColumn[] = [];
  for (const order of orders) {
    const column = retypedColumn(order);
    if (!column) return null;
    retyped.push(column);
  }
  const columns = retyped.map((column, at) => withSiblings(column, retyped, at));
  const words = orders.slice(0, 1).flatMap(({ table, old, type }) => [relationName(table), old.name, type]);
  return { columns, ...movedKeys(catalog, columns, `_${shortHash(...words, "keys")}`) };
}

function withSiblings(column: RetypedColumn, all: readonly RetypedColumn[], at: number): RetypedColumn {
  const sameTable = (one: RetypedColumn) => one.table === column.table && one !== column;
  const earlier = all.slice(0, at).filter(sameTable);
  return {
    ...column,
    siblings: all.filter(sameTable),
    attached: attachedTable(
      column.table,
      all,
      earlier.map((one) => one.old.name),
    ),
  };
}

/** `schema.table.column` of each but the first, for people. */
export function othersOf({ columns }: RetypedGroup): readonly string[] {
  return columns.slice(1).map(({ relation, old }) => `${relation}.${quoteIdentifier(old.name)}`);
}
