import { FILL, type OperationFields, TABLE } from "../form-fields";

export const addColumnForm: OperationFields = {
  label: "Add a column",
  detail: "With or without a default",
  fields: [
    TABLE,
    { name: "column", label: "Column", kind: "name", required: true, placeholder: "nickname" },
    { name: "type", label: "Type", kind: "type", required: true, placeholder: "text", beside: true },
    {
      name: "default",
      label: "Default",
      kind: "expression",
      placeholder: "none",
      help: "A SQL expression, e.g. 'new' or now()",
    },
    { name: "nullable", label: "Must not be null", kind: "switch", inverted: true },
    FILL,
  ],
};
