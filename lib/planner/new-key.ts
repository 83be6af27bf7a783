import { blankIndex } from "@/lib/catalog/blank";
import type { Catalog, Table } from "@/lib/catalog/model";
import { freeRelationName } from "@/lib/change/names-in-catalog";
import { quoteIdentifier, relationName } from "@/lib/sql/identifiers";
import { concurrentIndex } from "./new-index";
import { partitionedIndexDrafts } from "./partitioned-index";
import type { StepDraft } from "./step-list";
import { keyUsingIndex } from "./unique-constraint";

export interface NewKey {
  readonly catalog: Catalog;
  readonly table: Table;
  readonly name: string;
  readonly columns: readonly string[];
  readonly type: "unique" | "primary key";
  readonly nullsNotDistinct?: boolean;
  readonly idPrefix: string;
}

/**
 * A unique index, built beside reads and writes, becomes the constraint in a short statement; on a partitioned table that
 * of each partition, attached to the constraint of the whole.
 */
export function newKeyDrafts(key: NewKey): readonly StepDraft[] {
  const { catalog, table, name, columns, type, idPrefix, nullsNotDistinct = false } = key;
  const list = columns.map(quoteIdentifier).join(", ");
  const index = blankIndex(name, columns, { unique: true });
  const sql = (on: { readonly name: string; readonly table: Table }) =>
    `CREATE UNIQUE INDEX CONCURRENTLY ${quoteIdentifier(on.name)} ON ${relationName(on.table)} USING btree (${list})${nullsNotDistinct ? " NULLS NOT DISTINCT" : ""}`;
  if (table.kind !== "partitioned") {
    return [
      concurrentIndex({ table, index, sql: sql({ name, table }), idPrefix }),
      keyUsingIndex({ table, index, idPrefix, deferrable: "", type }),
    ];
  }
  const nameOn = (partition: Table) =>
    type === "primary key"
      ? freeRelationName(catalog, partition.schema, partition.name, "_pkey")
      : freeRelationName(catalog, partition.schema, `${partition.name}_${columns.join("_")}`, "_key");
  return partitionedIndexDrafts({
    catalog,
    table,
    index,
    sql,
    nameOn,
    idPrefix,
    constraint: type,
    nullsNotDistinct,
  });
}

/** Why a key over these columns cannot span the partitions; null where it can, and where there are none. */
export function notOverPartitions(table: Table, columns: readonly string[]): string | null {
  if (table.kind !== "partitioned") return null;
  const [strategy, ...rest] = (table.partitioning?.key ?? "").split(" ");
  const missing = table.partitionKeyColumns.filter((column) => !columns.includes(column));
  const key = rest.join(" ");
  if (missing.length === 0 && key === `(${table.partitionKeyColumns.map(quoteIdentifier).join(", ")})`)
    return null;
  return `${relationName(table)} is partitioned by ${strategy} ${key}: the server keeps unique over all partitions only what includes those columns as they are`;
}
