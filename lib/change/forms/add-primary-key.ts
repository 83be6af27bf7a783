import { COLUMNS, NAME, type OperationFields, TABLE } from "../form-fields";

export const addPrimaryKeyForm: OperationFields = {
  label: "Add a primary key",
  detail: "For a table that has none",
  fields: [TABLE, { ...COLUMNS, placeholder: "id" }, NAME],
};
