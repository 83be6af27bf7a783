import { type OperationFields, STATEMENT } from "../form-fields";

export const setOptionsForm: OperationFields = {
  label: "Set storage parameters",
  detail: "fillfactor, autovacuum and the like",
  fields: [{ ...STATEMENT, placeholder: `ALTER TABLE public.people SET (fillfactor = 80)` }],
};
