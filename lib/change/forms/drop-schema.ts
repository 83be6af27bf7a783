import type { OperationFields } from "../form-fields";

export const dropSchemaForm: OperationFields = {
  label: "Drop a schema",
  detail: "An empty one",
  fields: [{ name: "name", label: "Schema", kind: "name", required: true, placeholder: "archive" }],
};
