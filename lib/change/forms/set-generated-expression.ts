import { COLUMN, type OperationFields, TABLE } from "../form-fields";

export const setGeneratedExpressionForm: OperationFields = {
  label: "Change a generating expression",
  detail: "The database computes the column by another one",
  fields: [
    TABLE,
    { ...COLUMN, placeholder: "email_key" },
    {
      name: "expression",
      label: "Computed as",
      kind: "expression",
      required: true,
      placeholder: "lower(trim(email))",
      help: "From version 17 on",
    },
  ],
};
