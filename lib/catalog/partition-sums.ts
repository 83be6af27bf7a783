import type { Table } from "./model";
import type { TableRow } from "./queries/tables";

/**
 * A partitioned table has no pages of its own: sizes, rows and writes are those of its partitions, at any depth.
 * Answers the tables without their oids.
 */
export function withPartitionSums(
  tables: readonly (Table & { readonly oid: string })[],
  rows: readonly TableRow[],
): Table[] {
  const children = new Map<string, string[]>();
  for (const row of rows)
    if (row.is_partition)
      for (const parent of row.parents) children.set(parent, [...(children.get(parent) ?? []), row.oid]);
  const byOid = new Map(tables.map((table) => [table.oid, table]));
  const leavesOf = (oid: string): (Table & { readonly oid: string })[] =>
    (children.get(oid) ?? []).flatMap((child) => {
      const table = byOid.get(child);
      if (!table) return [];
      return table.kind === "partitioned" ? leavesOf(child) : [table];
    });
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  return tables.map(({ oid, ...table }) => {
    if (table.kind !== "partitioned") return table;
    const leaves = leavesOf(oid);
    const estimates = leaves.map((leaf) => leaf.rowEstimate);
    return {
      ...table,
      rowEstimate: estimates.includes(null) ? null : sum(estimates.map((estimate) => estimate ?? 0)),
      totalBytes: sum(leaves.map((leaf) => leaf.totalBytes)),
      heapBytes: sum(leaves.map((leaf) => leaf.heapBytes)),
      writesTotal: sum(leaves.map((leaf) => leaf.writesTotal)),
    };
  });
}
