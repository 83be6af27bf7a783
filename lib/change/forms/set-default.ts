import { COLUMN, type OperationFields, TABLE } from "../form-fields";

export const setDefaultForm: OperationFields = {
  label: "Set a default",
  detail: "For rows inserted from now on",
  fields: [
    TABLE,
    COLUMN,
    {
      name: "default",
      label: "Default",
      kind: "expression",
      required: true,
      placeholder: "'new'",
      help: "A SQL expression, e.g. 'new' or now()",
      beside: true,
    },
  ],
};
