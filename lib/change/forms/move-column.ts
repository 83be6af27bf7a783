import { COLUMN, type OperationFields, TABLE } from "../form-fields";

export const moveColumnForm: OperationFields = {
  label: "Move a column",
  detail: "To another table, carried over both ways",
  fields: [
    TABLE,
    { ...COLUMN, placeholder: "bio" },
    { name: "to", label: "To the table", kind: "table", required: true, placeholder: "public.profiles" },
    { name: "as", label: "Name there", kind: "name", placeholder: "the same", beside: true },
  ],
};
