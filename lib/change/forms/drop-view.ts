import type { OperationFields } from "../form-fields";

export const dropViewForm: OperationFields = {
  label: "Drop a view",
  detail: "Once no release uses it",
  fields: [{ name: "name", label: "View", kind: "name", required: true, placeholder: "public.adults" }],
};
