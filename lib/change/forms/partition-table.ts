import { type OperationFields, TABLE } from "../form-fields";

export const partitionTableForm: OperationFields = {
  label: "Partition a table",
  detail: "A partitioned one, kept in step, takes its name",
  fields: [
    { ...TABLE, placeholder: "public.orders" },
    {
      name: "by",
      label: "Partition by",
      kind: "expression",
      required: true,
      placeholder: "RANGE (created_at)",
      help: "RANGE, LIST or HASH, with the columns",
    },
    {
      name: "partitions",
      label: "Partitions",
      kind: "expression",
      required: true,
      placeholder: "orders_2026 FOR VALUES FROM ('2026-01-01') TO ('2027-01-01'), orders_rest DEFAULT",
      help: "Each new table with its bound, with commas between them",
    },
    {
      name: "primaryKey",
      label: "Primary key",
      kind: "columns",
      placeholder: "as it is",
      help: "It must hold the columns that the table is partitioned by",
    },
  ],
};
