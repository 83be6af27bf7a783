import type { Catalog, Column, Constraint, Index, Table } from "@/lib/catalog/model";
import { relationName } from "@/lib/sql/identifiers";
import { temporaryNames } from "./names";
import { treeOf } from "./partitioned-index";

/** A column that is replaced by another one of its table. */
export interface MovedColumn {
  readonly table: Table;
  readonly old: Column;
  /** The new column's name while the keys are still the old one's. */
  readonly nextName: string;
  /** The old column's name while the keys are the new one's. */
  readonly formerName: string;
}

/** A primary key as one table has it. */
export interface KeyPlace {
  readonly table: Table;
  readonly relation: string;
  readonly constraint: Constraint;
  readonly index: Index;
  readonly nextIndex: string;
  readonly formerIndex: string;
}

/** A primary key that holds moved columns. */
export interface MovedKey extends KeyPlace {
  /** Its moved columns, at least one. */
  readonly columns: readonly MovedColumn[];
  /** What it is on the partitions, parents first. */
  readonly partitions: readonly KeyPlace[];
}

/** A foreign key that points at moved columns; its own may stay or move too. */
export interface MovedForeignKey {
  readonly table: Table;
  readonly relation: string;
  readonly constraint: Constraint;
  readonly columns: readonly MovedColumn[];
  readonly referenced: readonly MovedColumn[];
  /** Where its table is partitioned, all that have it from there. */
  readonly partitions: readonly Table[];
  readonly nextName: string;
  readonly formerName: string;
}

export interface MovedKeys {
  readonly catalog: Catalog;
  readonly keys: readonly MovedKey[];
  readonly foreignKeys: readonly MovedForeignKey[];
}

/** The primary keys and foreign keys that move with the columns; `suffix` makes the names of their copies. */
export function movedKeys(catalog: Catalog, columns: readonly MovedColumn[], suffix: string): MovedKeys {
  return {
    catalog,
    keys: primaryKeys(catalog, columns, suffix),
    foreignKeys: foreignKeys(catalog, columns, suffix),
  };
}

/** The table without what moves with the keys, and without what mentions one of the columns in `but`. */
export function attachedTable(
  table: Table,
  columns: readonly MovedColumn[],
  but: readonly string[] = [],
): Table {
  const mine = (mentioned: readonly string[]) => !mentioned.some((name) => but.includes(name));
  const moves = (one: Constraint) => one.type === "primary key" || pointsAtAny(one, columns);
  return {
    ...table,
    constraints: table.constraints.filter((one) => !moves(one) && mine(one.columns)),
    indexes: table.indexes.filter((one) => !one.primary && mine(one.mentions)),
    statistics: table.statistics.filter((one) => mine(one.columns)),
  };
}

const inTable = (columns: readonly MovedColumn[], table: Table) =>
  columns.filter((column) => column.table === table);

function pointsAtAny({ references }: Constraint, columns: readonly MovedColumn[]): boolean {
  return columns.some(
    ({ table, old }) =>
      references?.schema === table.schema &&
      references.table === table.name &&
      references.columns.includes(old.name),
  );
}

function primaryKeys(catalog: Catalog, columns: readonly MovedColumn[], hash: string): readonly MovedKey[] {
  return [...new Set(columns.map((column) => column.table))].flatMap((table) => {
    const nextName = temporaryNames(catalog, table, hash);
    const formerName = temporaryNames(catalog, table, `${hash}_former`);
    const [key, ...partitions] = treeOf(catalog, table).flatMap((one): readonly KeyPlace[] => {
      const constraint = one.constraints.find(({ type }) => type === "primary key");
      const index = one.indexes.find(({ name }) => name === constraint?.indexName);
      if (!constraint || !index) return [];
      const [nextIndex, formerIndex] = [nextName(index.name), formerName(index.name)];
      return [{ table: one, relation: relationName(one), constraint, index, nextIndex, formerIndex }];
    });
    const own = inTable(columns, table).filter(({ old }) => key?.constraint.columns.includes(old.name));
    return key?.table === table && own.length > 0 ? [{ ...key, columns: own, partitions }] : [];
  });
}

function foreignKeys(
  catalog: Catalog,
  columns: readonly MovedColumn[],
  hash: string,
): readonly MovedForeignKey[] {
  return catalog.tables.flatMap((table) =>
    table.constraints
      .filter((one) => pointsAtAny(one, columns) && !isOfWhole(catalog, table, one))
      .map((constraint) => ({
        table,
        partitions: treeOf(catalog, table).slice(1),
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

/** Whether a partition has the constraint from the table that it is a partition of. */
export function isOfWhole(catalog: Catalog, partition: Table, { definition }: Constraint): boolean {
  return catalog.tables.some(
    (one) =>
      one.kind === "partitioned" &&
      partition.inheritsFrom.includes(relationName(one)) &&
      one.constraints.some((its) => its.definition === definition),
  );
}
