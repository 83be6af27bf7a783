import type { OperationFields } from "../form-fields";

export const createTableForm: OperationFields = {
  label: "Create a table",
  detail: "Nobody uses it yet",
  fields: [
    {
      name: "sql",
      label: "Definition",
      kind: "statement",
      required: true,
      placeholder: "CREATE TABLE public.notes (id bigint PRIMARY KEY, body text)",
      help: "CREATE TABLE; its indexes and constraints may follow",
    },
  ],
};
