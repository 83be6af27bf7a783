import { COLUMN, type OperationFields, TABLE } from "../form-fields";

export const dropIdentityForm: OperationFields = {
  label: "Drop an identity",
  detail: "Inserts have to name a number",
  fields: [TABLE, { ...COLUMN, placeholder: "id" }],
};
