import type { Catalog, Column, Constraint, ExtendedStatistics, Index, Table } from "@/lib/catalog/model";
import { relationName } from "@/lib/sql/identifiers";
import type { TypeRewrite } from "./copied-definition";

/** Copies what hangs on one column to another column of the same table. */
export interface AttachmentOrder {
  /** As it is before the change. */
  readonly table: Table;
  /** `schema.name`. */
  readonly relation: string;
  readonly from: Column;
  /** The column that gets the copies; the same name where a dropped column is made again. */
  readonly to: string;
  /** Other columns of the table that are copied at the same time, with the names of their copies. */
  readonly others?: ReadonlyMap<string, string>;
  /** The copy's column has another type of the environment's own. */
  readonly retype?: TypeRewrite;
  /** The name a copy of a constraint, index or statistics object gets. */
  readonly nameOf: (original: string) => string;
  /** Where the table is partitioned, its partitions get copies too. */
  readonly catalog: Catalog;
  /** Begins every step id. */
  readonly idPrefix: string;
}

/** A definition that cannot be copied so that it can be shown to mean the same. */
export interface CannotCopy {
  readonly what: string;
}

const mentions = (columns: readonly string[], column: string) => columns.includes(column);

export const checksOf = (table: Table, column: string): readonly Constraint[] =>
  table.constraints.filter((one) => one.type === "check" && mentions(one.columns, column));

export const foreignKeysOf = (table: Table, column: string): readonly Constraint[] =>
  table.constraints.filter((one) => one.type === "foreign key" && mentions(one.columns, column));

/** Invalid ones are left out: they are wrecks of failed builds. */
export const indexesOf = (table: Table, column: string): readonly Index[] =>
  table.indexes.filter((index) => index.valid && mentions(index.mentions, column));

/** Tables that the column's foreign keys point at; `schema.name`. */
export function foreignKeyPartners(table: Table, column: string): readonly string[] {
  return foreignKeysOf(table, column).flatMap(({ references }) =>
    references ? relationName({ schema: references.schema, name: references.table }) : [],
  );
}

export const statisticsOf = (table: Table, column: string): readonly ExtendedStatistics[] =>
  table.statistics.filter((one) => mentions(one.columns, column));

/** The constraint that stands behind NOT NULL; only from 18 on it has a name. */
export function notNullConstraint(table: Table, column: string): string {
  const known = table.constraints.find((one) => one.type === "not null" && mentions(one.columns, column));
  return known?.name ?? `${table.name}_${column}_not_null`;
}
