import { type OperationFields, TABLE } from "../form-fields";

export const addGeneratedColumnForm: OperationFields = {
  label: "Add a generated column",
  detail: "The database computes it from the row's other columns",
  fields: [
    TABLE,
    { name: "column", label: "Column", kind: "name", required: true, placeholder: "email_key" },
    { name: "type", label: "Type", kind: "type", required: true, placeholder: "text", beside: true },
    {
      name: "expression",
      label: "Computed as",
      kind: "expression",
      required: true,
      placeholder: "lower(email)",
    },
    {
      name: "stored",
      label: "Computed when it is read",
      kind: "switch",
      inverted: true,
      help: "From version 18 on. No row is written, and no index can use it.",
    },
    { name: "nullable", label: "Must not be null", kind: "switch", inverted: true },
  ],
};
