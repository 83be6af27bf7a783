import { COLUMN, type OperationFields, TABLE } from "../form-fields";

export const setIdentityForm: OperationFields = {
  label: "Make an identity column",
  detail: "New rows are numbered, behind the highest number",
  fields: [
    TABLE,
    { ...COLUMN, placeholder: "id" },
    { name: "mode", label: "Generated", kind: "choice", options: ["by default", "always"], beside: true },
  ],
};
