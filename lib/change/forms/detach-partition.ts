import { type OperationFields, PARTITION, TABLE } from "../form-fields";

export const detachPartitionForm: OperationFields = {
  label: "Detach a partition",
  detail: "It becomes a table of its own",
  fields: [{ ...TABLE, label: "Partitioned table", placeholder: "public.readings" }, PARTITION],
};
