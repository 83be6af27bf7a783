import type { OperationFields } from "../form-fields";

export const refreshViewForm: OperationFields = {
  label: "Refresh a materialized view",
  detail: "While it is read",
  fields: [{ name: "name", label: "View", kind: "name", required: true, placeholder: "public.totals" }],
};
