import { ENUM, type OperationFields } from "../form-fields";

export const renameEnumValueForm: OperationFields = {
  label: "Rename an enum value",
  detail: "While releases run that say the old one",
  fields: [
    ENUM,
    { name: "value", label: "Value", kind: "words", required: true, placeholder: "ok", beside: true },
    { name: "to", label: "New name", kind: "words", required: true, placeholder: "fine" },
  ],
};
