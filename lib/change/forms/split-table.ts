import { COLUMNS, type OperationFields, TABLE } from "../form-fields";

export const splitTableForm: OperationFields = {
  label: "Split a table",
  detail: "Columns into a new table of the same key",
  fields: [
    TABLE,
    { ...COLUMNS, placeholder: "email, phone" },
    { name: "to", label: "New table", kind: "name", required: true, placeholder: "contacts", beside: true },
  ],
};
