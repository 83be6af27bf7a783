import type { FormField, OperationFields } from "../form-fields";

/** What GRANT and REVOKE ask for alike. */
export const RIGHTS_FIELDS: readonly FormField[] = [
  { name: "privileges", label: "Rights", kind: "values", required: true, placeholder: "SELECT, INSERT" },
  { name: "on", label: "On", kind: "choice", options: ["table", "sequence", "schema"], beside: true },
  {
    name: "objects",
    label: "Names",
    kind: "values",
    required: true,
    placeholder: "public.customers",
    help: "public.* stands for all that the schema has",
  },
  { name: "columns", label: "Columns", kind: "values", placeholder: "all", help: "Of a table" },
  { name: "roles", label: "Roles", kind: "values", required: true, placeholder: "reader", beside: true },
];

export const grantForm: OperationFields = {
  label: "Grant",
  detail: "Let roles do something",
  fields: RIGHTS_FIELDS,
};
