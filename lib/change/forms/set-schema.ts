import { type OperationFields, TABLE } from "../form-fields";

export const setSchemaForm: OperationFields = {
  label: "Move a table to another schema",
  detail: "A view answers to the old name",
  fields: [
    TABLE,
    { name: "to", label: "Schema", kind: "name", required: true, placeholder: "crm", beside: true },
  ],
};
