import * as z from "zod";
import { ColumnName, RelationName } from "./names";

export const AttachPartition = z
  .strictObject({
    kind: z.literal("attach-partition"),
    /** The partitioned table. */
    table: RelationName,
    /** The table that becomes a part of it. */
    partition: RelationName,
    /** As SQL says it: `FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')`, or `DEFAULT`. */
    bound: z.string().min(1),
  })
  .meta({
    id: "AttachPartition",
    description: "Make a table a partition of another, its rows proven beside reads and writes",
    example: {
      kind: "attach-partition",
      table: "public.readings",
      partition: "public.readings_2026",
      bound: "FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')",
    },
  });
export type AttachPartition = z.infer<typeof AttachPartition>;

export const DetachPartition = z
  .strictObject({ kind: z.literal("detach-partition"), table: RelationName, partition: RelationName })
  .meta({
    id: "DetachPartition",
    description: "Make a partition a table of its own again, once no release needs its rows in the whole",
    example: { kind: "detach-partition", table: "public.readings", partition: "public.readings_2020" },
  });
export type DetachPartition = z.infer<typeof DetachPartition>;

export const PartitionTable = z
  .strictObject({
    kind: z.literal("partition-table"),
    /** An ordinary table with a primary key. */
    table: RelationName,
    /** As behind PARTITION BY, over columns: `RANGE (created_at)`, `LIST (region)`, `HASH (id)`. */
    by: z.string().min(1),
    /** Bare names with their bounds: `orders_2026 FOR VALUES FROM ('2026-01-01') TO ('2027-01-01'), orders_rest DEFAULT`. */
    partitions: z.string().min(1),
    /** The primary key that it has then, which must hold the columns it is partitioned by; empty for the one it has. */
    primaryKey: z.array(ColumnName).default([]),
  })
  .meta({
    id: "PartitionTable",
    description:
      "Turn a table into a partitioned one: a second table kept in step takes its name in one moment",
    example: {
      kind: "partition-table",
      table: "public.orders",
      by: "RANGE (created_at)",
      partitions: "orders_2026 FOR VALUES FROM ('2026-01-01') TO ('2027-01-01'), orders_rest DEFAULT",
      primaryKey: ["id", "created_at"],
    },
  });
export type PartitionTable = z.infer<typeof PartitionTable>;
