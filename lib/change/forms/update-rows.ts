import { type OperationFields, TABLE, WHERE } from "../form-fields";

export const updateRowsForm: OperationFields = {
  label: "Change rows",
  detail: "In short batches; what they were is kept",
  fields: [
    TABLE,
    {
      name: "set",
      label: "Set",
      kind: "expression",
      required: true,
      placeholder: "email = lower(email)",
      help: "As SQL writes it behind SET",
    },
    WHERE,
  ],
};
