import type { Catalog, Index, Table } from "@/lib/catalog/model";
import { quoteIdentifier, relationName } from "@/lib/sql/identifiers";
import { all, type Evolve, withConstraint, withIndex, withoutConstraint, withoutIndex } from "./evolve";
import { isAlike } from "./index-definition";
import { concurrentIndex } from "./new-index";
import { is, not, probeAll } from "./probe";
import type { RevertDraft, StepDraft } from "./step-list";
import { keyConstraint, keyUsingIndex } from "./unique-constraint";

export interface PartitionedIndexOrder {
  readonly catalog: Catalog;
  /** The partitioned table. */
  readonly table: Table;
  /** As it will be on that table. */
  readonly index: Index;
  /** The CREATE INDEX of that name on that table; `ONLY` and `CONCURRENTLY` where asked. */
  readonly sql: (order: {
    readonly name: string;
    readonly table: Table;
    readonly how: "only" | "concurrently";
  }) => string;
  /** The name Postgres would give the index of a partition. */
  readonly nameOn: (partition: Table) => string;
  readonly idPrefix: string;
  /** Where the index is that of a constraint over all partitions. */
  readonly constraint?: "unique" | "primary key";
  readonly nullsNotDistinct?: boolean;
}

/**
 * An index on a partitioned table without stopping writes: an empty one on the parent, which is not valid until each
 * partition has its own attached; those are built concurrently, one after the other.
 * https://www.postgresql.org/docs/current/ddl-partitioning.html#DDL-PARTITIONING-DECLARATIVE-MAINTENANCE
 */
export function partitionedIndexDrafts(order: PartitionedIndexOrder): readonly StepDraft[] {
  return onTable(order, order.table, order.index, dropRoot(order));
}

/** Whether it is a partition, partitioned itself or not. */
export const isPartition = ({ kind, inheritsFrom }: Table): boolean =>
  kind === "partition" || (kind === "partitioned" && inheritsFrom.length > 0);

/** The partitions of a partitioned table, not those further down. */
export function partitionsOf(catalog: Catalog, table: Table): readonly Table[] {
  const parent = relationName(table);
  return catalog.tables.filter((one) => one.inheritsFrom.includes(parent));
}

/** All tables that hold rows of it, and those between, parents first. */
export function treeOf(catalog: Catalog, table: Table): readonly Table[] {
  return [table, ...partitionsOf(catalog, table).flatMap((child) => treeOf(catalog, child))];
}

/** The same change of the table and of all its partitions. */
export const onTree = (catalog: Catalog, table: Table, change: (one: Table) => Evolve): Evolve =>
  all(...treeOf(catalog, table).map(change));

/**
 * The index of each partition, by `schema.name` of that, which belongs to the index of the whole. It is told by what it
 * is: null where a partition has none or several of the kind.
 */
export function indexesOfPartitions(
  catalog: Catalog,
  table: Table,
  index: Index,
): ReadonlyMap<string, Index> | null {
  const found = treeOf(catalog, table)
    .slice(1)
    .map((partition) => [relationName(partition), likeIt([partition], index)] as const);
  if (found.some(([, own]) => own.length !== 1)) return null;
  return new Map(found.flatMap(([relation, own]) => own.map((one) => [relation, one] as const)));
}

/** Indexes of the tables that are the same but for their names. */
export const likeIt = (tables: readonly Table[], index: Index) =>
  tables.flatMap((one) => one.indexes.filter(({ definition }) => isAlike(definition, index.definition)));

function onTable(
  order: PartitionedIndexOrder,
  table: Table,
  index: Index,
  drop: RevertDraft,
): readonly StepDraft[] {
  const { catalog, sql, nameOn, idPrefix, constraint } = order;
  const full = relationName({ schema: table.schema, name: index.name });
  const keyed = constraint
    ? { ...index, constraintName: index.name, primary: constraint === "primary key" }
    : index;
  const parent: StepDraft = {
    id: `${idPrefix}-${index.name}-only`,
    title: `Make the ${constraint ? "constraint" : "index"} ${index.name} on ${relationName(table)} alone, to be valid once every partition has its own`,
    kind: "ddl",
    statements: [
      constraint
        ? `ALTER TABLE ONLY ${relationName(table)} ADD CONSTRAINT ${quoteIdentifier(index.name)} ${constraint.toUpperCase()}${order.nullsNotDistinct ? " NULLS NOT DISTINCT" : ""} (${index.columns.map(quoteIdentifier).join(", ")})`
        : sql({ name: index.name, table, how: "only" }),
    ],
    probe: probeAll(is.index(full)),
    after: all(
      withIndex(table, { ...keyed, valid: false }),
      ...(constraint ? [withConstraint(table, keyConstraint(index, constraint))] : []),
    ),
    // Everything attached goes with it: it is the first to go whichever step the way back begins at.
    revert: [drop],
  };
  const children = partitionsOf(catalog, table).flatMap((partition): StepDraft[] => {
    const own: Index = { ...index, name: nameOn(partition) };
    const built =
      partition.kind === "partitioned"
        ? onTable(order, partition, own, drop)
        : [
            {
              ...concurrentIndex({
                table: partition,
                index: own,
                sql: sql({ name: own.name, table: partition, how: "concurrently" }),
                idPrefix: `${idPrefix}-${own.name}`,
              }),
            },
            // An index of a constraint is only attached where the partition has the constraint too.
            ...(constraint
              ? [
                  keyUsingIndex({
                    table: partition,
                    index: own,
                    idPrefix: `${idPrefix}-${own.name}`,
                    deferrable: "",
                    type: constraint,
                  }),
                ]
              : []),
          ];
    return [...built, attach(full, partition, own, drop, idPrefix)];
  });
  return [parent, ...children];
}

function attach(
  parent: string,
  partition: Table,
  own: Index,
  drop: RevertDraft,
  idPrefix: string,
): StepDraft {
  const child = relationName({ schema: partition.schema, name: own.name });
  return {
    id: `${idPrefix}-${own.name}-attach`,
    title: `Attach ${own.name} to ${parent}`,
    kind: "ddl",
    statements: [`ALTER INDEX ${parent} ATTACH PARTITION ${child}`],
    probe: probeAll(is.partOf(child, parent)),
    // What is attached cannot be dropped alone.
    revert: [drop],
  };
}

/** Drops the index of the whole table; no server does that concurrently (observed on 13 to 18). */
function dropRoot({
  table,
  index,
  catalog,
  nameOn,
  idPrefix,
  constraint,
}: PartitionedIndexOrder): RevertDraft {
  const full = relationName({ schema: table.schema, name: index.name });
  const own = treeOf(catalog, table).slice(1);
  return {
    id: `${idPrefix}-drop`,
    title: `Drop the index ${index.name} with those of the partitions that are attached to it`,
    kind: "ddl",
    statements: [
      constraint
        ? `ALTER TABLE ${relationName(table)} DROP CONSTRAINT ${quoteIdentifier(index.name)}`
        : `DROP INDEX ${full}`,
    ],
    probe: probeAll(not(is.index(full))),
    after: (before) =>
      own.reduce(
        (state, partition) => without(partition, nameOn(partition))(state),
        without(table, index.name)(before),
      ),
  };
}

const without = (table: Table, name: string) =>
  all(withoutIndex(table, name), withoutConstraint(table, name));
