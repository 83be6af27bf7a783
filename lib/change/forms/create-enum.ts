import { ENUM, type OperationFields } from "../form-fields";

export const createEnumForm: OperationFields = {
  label: "Create an enum",
  detail: "A type with a list of values",
  fields: [
    ENUM,
    {
      name: "values",
      label: "Values",
      kind: "values",
      required: true,
      placeholder: "sad, ok",
      help: "In their order, with commas between them",
      beside: true,
    },
  ],
};
