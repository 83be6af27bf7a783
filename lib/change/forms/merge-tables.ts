import { type OperationFields, TABLE } from "../form-fields";

export const mergeTablesForm: OperationFields = {
  label: "Merge tables",
  detail: "The columns of one into the other, row for row",
  fields: [
    { ...TABLE, placeholder: "public.profiles" },
    {
      name: "into",
      label: "Into the table",
      kind: "table",
      required: true,
      placeholder: "public.people",
      beside: true,
    },
    {
      name: "as",
      label: "Names there",
      kind: "expression",
      placeholder: "created_at AS profile_created_at",
      help: "Of the columns that get another one",
    },
    { name: "without", label: "Left out", kind: "columns", placeholder: "nothing", beside: true },
  ],
};
