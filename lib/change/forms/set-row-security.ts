import { type OperationFields, STATEMENT } from "../form-fields";

export const setRowSecurityForm: OperationFields = {
  label: "Switch row security",
  detail: "Whether policies hold on a table",
  fields: [{ ...STATEMENT, placeholder: `ALTER TABLE public.people ENABLE ROW LEVEL SECURITY` }],
};
