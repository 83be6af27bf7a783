import { COLUMNS, type OperationFields, TABLE } from "../form-fields";

export const mergeColumnsForm: OperationFields = {
  label: "Merge columns",
  detail: "Into one, kept in step both ways",
  fields: [
    TABLE,
    { ...COLUMNS, placeholder: "first_name, last_name", help: undefined },
    {
      name: "into",
      label: "New column",
      kind: "expression",
      required: true,
      placeholder: "concat_ws(' ', first_name, last_name)::text AS full_name",
      help: "As a SELECT says it, with its type",
    },
    {
      name: "back",
      label: "The way back",
      kind: "expression",
      required: true,
      placeholder: "first_name = split_part(full_name, ' ', 1), …",
      help: "What each old column is, over the new one",
    },
  ],
};
