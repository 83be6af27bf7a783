import { ENUM, type OperationFields } from "../form-fields";

export const removeEnumValueForm: OperationFields = {
  label: "Remove an enum value",
  detail: "Rows that have it get another",
  fields: [
    ENUM,
    { name: "value", label: "Value", kind: "words", required: true, placeholder: "sad", beside: true },
    {
      name: "replacement",
      label: "In its place",
      kind: "words",
      placeholder: "NULL",
      help: "What rows that have the value get",
    },
  ],
};
