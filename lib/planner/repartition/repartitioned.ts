import type { Catalog, Column, Constraint, Index, Table, View } from "@/lib/catalog/model";
import { type NewPartition, readPartitionKey, readPartitions } from "@/lib/change/operations/partition-table";
import type { PartitionTable } from "@/lib/contracts/operation";
import { referenced } from "@/lib/sql/facts/known";
import { type QualifiedName, relationName } from "@/lib/sql/identifiers";
import { fitName, lastTriggerName, shortHash, temporaryNames } from "../names";
import { inInterlock } from "../probe";

/** Which of the two tables has the name that the app says; a trigger keeps the other one in step. */
export type Lead = "plain" | "partitioned";

/**
 * A table of which there are two for a while: the plain one that it was and the partitioned one that it becomes. Until the
 * switch the partitioned one has a name of ours, from then on the plain one has; contract drops that.
 */
export interface Repartitioned {
  readonly catalog: Catalog;
  /** As it is before the change. */
  readonly table: Table;
  /** `schema.name`, which the app says before and after. */
  readonly relation: string;
  readonly next: QualifiedName;
  readonly former: QualifiedName;
  /** `RANGE (created_at)` */
  readonly by: string;
  readonly partitionColumns: readonly string[];
  readonly partitions: readonly (NewPartition & QualifiedName)[];
  readonly primaryKey: Constraint;
  /** The primary key of the partitioned table: that of the plain one, or more columns. */
  readonly key: readonly string[];
  /** What a copy of a constraint's index, an index or a statistics object is called while it has not the original's name. */
  readonly nameOn: (side: Lead, original: string) => string;
  /** Indexes that are no constraint's. */
  readonly indexes: readonly Index[];
  /** Columns that are written. */
  readonly columns: readonly Column[];
  readonly incoming: readonly IncomingKey[];
  readonly views: readonly View[];
  /** `interlock.name` */
  readonly function: string;
  readonly trigger: string;
  readonly truncateTrigger: string;
  readonly idPrefix: string;
}

/** A foreign key of another table that points at this one. */
export interface IncomingKey {
  readonly table: Table;
  readonly relation: string;
  readonly constraint: Constraint;
  readonly nextName: string;
  readonly formerName: string;
}

export const isWidened = ({ key, primaryKey }: Repartitioned) => key.length > primaryKey.columns.length;

/** What the table is called while it has not the app's name. */
export const hiddenName = (one: Repartitioned, side: Lead) =>
  relationName(side === "plain" ? one.former : one.next);

export const other = (side: Lead): Lead => (side === "plain" ? "partitioned" : "plain");

/** Null where no trigger name is left that sorts behind all others. */
export function repartitioned(
  { by, partitions, primaryKey: wanted }: PartitionTable,
  {
    catalog,
    table,
    primaryKey,
    idPrefix,
  }: Pick<Repartitioned, "catalog" | "table" | "primaryKey" | "idPrefix">,
): Repartitioned | null {
  const key = readPartitionKey(by, table);
  const parts = readPartitions(partitions);
  if (!key.ok || !parts) throw new Error("an operation is checked before it is planned");
  const relation = relationName(table);
  const hash = shortHash(relation, by, partitions);
  const words = { schema: table.schema, table: table.name, column: table.name, to: hash };
  const trigger = lastTriggerName(words, table);
  if (trigger === null) return null;
  const names = {
    partitioned: temporaryNames(catalog, table, `_${hash}_next`),
    plain: temporaryNames(catalog, table, `_${hash}_former`),
  };
  const owned = new Set(table.constraints.flatMap((one) => one.indexName ?? []));
  return {
    catalog,
    table,
    relation,
    next: { schema: table.schema, name: names.partitioned(table.name) },
    former: { schema: table.schema, name: names.plain(table.name) },
    by,
    partitionColumns: key.value.columns,
    partitions: parts.map((part) => ({ ...part, schema: table.schema })),
    primaryKey,
    key: wanted.length > 0 ? wanted : primaryKey.columns,
    nameOn: (side, original) => names[side](original),
    indexes: table.indexes.filter((one) => one.valid && !owned.has(one.name)),
    columns: table.columns.filter((one) => one.generated === null),
    incoming: catalog.tables.flatMap((child) =>
      child.constraints
        .filter((one) => child !== table && referenced(one) === relation)
        .map((constraint) => ({
          table: child,
          relation: relationName(child),
          constraint,
          nextName: temporaryNames(catalog, child, `_${hash}_next`)(constraint.name),
          formerName: temporaryNames(catalog, child, `_${hash}_former`)(constraint.name),
        })),
    ),
    views: catalog.views.filter((view) => view.reads.some((read) => read.relation === relation)),
    function: inInterlock(fitName(table.name, `_${hash}_carry`)),
    trigger,
    truncateTrigger: fitName(table.name, `_${hash}_truncate`),
    idPrefix,
  };
}
