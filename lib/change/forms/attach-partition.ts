import { type OperationFields, PARTITION, TABLE } from "../form-fields";

export const attachPartitionForm: OperationFields = {
  label: "Attach a partition",
  detail: "A table becomes part of a partitioned one",
  fields: [
    { ...TABLE, label: "Partitioned table", placeholder: "public.readings" },
    { ...PARTITION, label: "New partition", kind: "table" },
    {
      name: "bound",
      label: "For values",
      kind: "expression",
      required: true,
      placeholder: "FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')",
    },
  ],
};
