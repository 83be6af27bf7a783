import { NAME, type OperationFields, TABLE } from "../form-fields";

export const addCheckForm: OperationFields = {
  label: "Add a check",
  detail: "A rule about each row",
  fields: [
    TABLE,
    {
      name: "expression",
      label: "Rule",
      kind: "expression",
      required: true,
      placeholder: "age >= 0",
      help: "A SQL expression that must not be false for any row",
    },
    NAME,
  ],
};
