import { COLUMNS, NAME, type OperationFields, TABLE } from "../form-fields";

const ACTIONS = ["no action", "restrict", "cascade", "set null", "set default"];

export const addForeignKeyForm: OperationFields = {
  label: "Add a foreign key",
  detail: "Values that point at rows of another table",
  fields: [
    TABLE,
    { ...COLUMNS, placeholder: "customer_id" },
    {
      name: "references",
      label: "Points at",
      kind: "table",
      required: true,
      placeholder: "public.customers",
    },
    {
      name: "referencedColumns",
      label: "Its columns",
      kind: "columns",
      of: "references",
      placeholder: "its primary key",
      beside: true,
    },
    { name: "onDelete", label: "When that row is deleted", kind: "choice", options: ACTIONS },
    { name: "onUpdate", label: "When its key changes", kind: "choice", options: ACTIONS, beside: true },
    NAME,
  ],
};
