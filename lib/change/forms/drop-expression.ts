import { COLUMN, type OperationFields, TABLE } from "../form-fields";

export const dropExpressionForm: OperationFields = {
  label: "Drop a generating expression",
  detail: "A computed column becomes an ordinary one",
  fields: [TABLE, { ...COLUMN, placeholder: "initials" }],
};
