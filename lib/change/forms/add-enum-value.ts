import { ENUM, type OperationFields } from "../form-fields";

export const addEnumValueForm: OperationFields = {
  label: "Add an enum value",
  detail: "At once, for all its columns",
  fields: [
    ENUM,
    { name: "value", label: "Value", kind: "words", required: true, placeholder: "great", beside: true },
    { name: "before", label: "Before the value", kind: "words", placeholder: "at the end" },
  ],
};
