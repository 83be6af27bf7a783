import type { Catalog, Column, Constraint, Index, Sequence, Table } from "@/lib/catalog/model";
import { type QualifiedName, relationName } from "@/lib/sql/identifiers";
import { INTERLOCK_SCHEMA } from "./names";

/**
 * The catalog as it will be after a step: later steps' facts depend on earlier ones, e.g. SET NOT NULL reads no row
 * once a check is validated. Only what the fact engine looks at is kept up to date.
 */
export type Evolve = (catalog: Catalog) => Catalog;

function onTable(of: Table, change: (table: Table) => Table): Evolve {
  return (catalog) => {
    // The very object, where no step has changed it yet, is found without a look at names.
    const same = catalog.tables.indexOf(of);
    const at =
      same >= 0
        ? same
        : catalog.tables.findIndex((table) => table.schema === of.schema && table.name === of.name);
    const table = catalog.tables[at];
    return table ? { ...catalog, tables: catalog.tables.with(at, change(table)) } : catalog;
  };
}

export const withColumn = (of: Table, column: Column): Evolve =>
  onTable(of, (table) => ({ ...table, columns: [...table.columns, column] }));

export const changedColumn = (of: Table, name: string, change: Partial<Column>): Evolve =>
  onTable(of, (table) => ({
    ...table,
    columns: table.columns.map((column) => (column.name === name ? { ...column, ...change } : column)),
  }));

/** Adds the constraint, or replaces the one of its name. */
export const withConstraint = (of: Table, constraint: Constraint): Evolve =>
  onTable(of, (table) => ({
    ...table,
    constraints: [...table.constraints.filter(({ name }) => name !== constraint.name), constraint],
  }));

export const withoutConstraint = (of: Table, name: string): Evolve =>
  onTable(of, (table) => ({
    ...table,
    constraints: table.constraints.filter((constraint) => constraint.name !== name),
  }));

export const withIndex = (of: Table, index: Index): Evolve =>
  onTable(of, (table) => ({
    ...table,
    indexes: [...table.indexes.filter(({ name }) => name !== index.name), index],
  }));

/** The column is gone, and with it every index and constraint that uses it. */
export const withoutColumn = (of: Table, name: string): Evolve =>
  onTable(of, (table) => ({
    ...table,
    columns: table.columns.filter((column) => column.name !== name),
    indexes: table.indexes.filter((index) => !index.mentions.includes(name)),
    constraints: table.constraints.filter((constraint) => !constraint.columns.includes(name)),
  }));

export const all =
  (...changes: readonly Evolve[]): Evolve =>
  (catalog) =>
    changes.reduce((current, change) => change(current), catalog);

export const withoutIndex = (of: Table, name: string): Evolve =>
  onTable(of, (table) => ({ ...table, indexes: table.indexes.filter((index) => index.name !== name) }));

/** The table is in another schema, `interlock` where none is said, with the sequences that belong to it. */
export const movedTable = (of: Table, name: string, schema: string = INTERLOCK_SCHEMA): Evolve => {
  const owner = relationName(of);
  const moved = { schema, name };
  return (catalog) => ({
    ...catalog,
    tables: catalog.tables.map((table) =>
      table.schema === of.schema && table.name === of.name ? { ...table, ...moved } : table,
    ),
    sequences: catalog.sequences.map((sequence) =>
      sequence.ownedBy?.relation === owner
        ? {
            ...sequence,
            schema,
            ownedBy: { ...sequence.ownedBy, relation: relationName(moved) },
          }
        : sequence,
    ),
  });
};

/** The sequences of one column belong to another one. */
export const ownedByColumn =
  (of: Table, from: string, to: string): Evolve =>
  (catalog) => ({
    ...catalog,
    sequences: catalog.sequences.map((sequence) =>
      sequence.ownedBy?.relation === relationName(of) && sequence.ownedBy.column === from
        ? { ...sequence, ownedBy: { ...sequence.ownedBy, column: to } }
        : sequence,
    ),
  });

export const renamedTable = (of: Table, name: string): Evolve => onTable(of, (table) => ({ ...table, name }));

export const withTable =
  (table: Table): Evolve =>
  (catalog) => ({ ...catalog, tables: [...catalog.tables, table] });

/** The table is a partition of the other one. */
export const attachedTo = (of: Table, parent: string, bound: string): Evolve =>
  onTable(of, (table) => ({
    ...table,
    kind: "partition",
    inheritsFrom: [parent],
    partitioning: { key: table.partitioning?.key ?? null, bound },
  }));

/** The partition is a table of its own. */
export const detached = (of: Table): Evolve =>
  onTable(of, (table) => ({
    ...table,
    kind: table.partitioning?.key ? "partitioned" : "table",
    inheritsFrom: [],
    partitioning: { key: table.partitioning?.key ?? null, bound: null },
  }));

/** The sequence, made where it was not there, belongs to that column or to none. */
export const sequenceOf =
  ({ schema, name }: QualifiedName, ownedBy: Sequence["ownedBy"]): Evolve =>
  (catalog) => {
    const before = catalog.sequences.find((one) => one.schema === schema && one.name === name);
    const others = catalog.sequences.filter((one) => one !== before);
    return { ...catalog, sequences: [...others, { ...(before ?? { schema, name }), ownedBy }] };
  };
