import { COLUMN, type OperationFields, TABLE } from "../form-fields";

export const splitColumnForm: OperationFields = {
  label: "Split a column",
  detail: "Into several, kept in step both ways",
  fields: [
    TABLE,
    { ...COLUMN, placeholder: "full_name" },
    {
      name: "into",
      label: "New columns",
      kind: "expression",
      required: true,
      placeholder: "split_part(full_name, ' ', 1)::text AS first_name, …",
      help: "As a SELECT says them, each with its type",
    },
    {
      name: "back",
      label: "The way back",
      kind: "expression",
      required: true,
      placeholder: "concat_ws(' ', first_name, last_name)",
      help: "A SQL expression over the new columns",
    },
  ],
};
