import type { OperationFields } from "../form-fields";

export const dropExtensionForm: OperationFields = {
  label: "Drop an extension",
  detail: "Once no release uses what it brought",
  fields: [{ name: "name", label: "Extension", kind: "name", required: true, placeholder: "pg_trgm" }],
};
