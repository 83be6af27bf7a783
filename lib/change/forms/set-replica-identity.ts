import { type OperationFields, STATEMENT } from "../form-fields";

export const setReplicaIdentityForm: OperationFields = {
  label: "Set the replica identity",
  detail: "What tells a row to subscribers",
  fields: [{ ...STATEMENT, placeholder: `ALTER TABLE public.people REPLICA IDENTITY FULL` }],
};
