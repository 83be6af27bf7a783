import type { OperationFields } from "../form-fields";

export const rawSqlForm: OperationFields = {
  label: "Run SQL as it is",
  detail: "What no other operation stands for",
  fields: [
    { name: "sql", label: "SQL", kind: "statement", required: true },
    {
      name: "revert",
      label: "What takes it back",
      kind: "statement",
      help: "Without it there is no way back",
    },
  ],
};
