import type { OperationFields } from "../form-fields";

export const dropTypeForm: OperationFields = {
  label: "Drop an enum",
  detail: "One that no column has",
  fields: [{ name: "name", label: "Type", kind: "name", required: true, placeholder: "public.mood" }],
};
