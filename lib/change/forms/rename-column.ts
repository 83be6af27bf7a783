import { COLUMN, NEW_NAME, type OperationFields, TABLE } from "../form-fields";

export const renameColumnForm: OperationFields = {
  label: "Rename a column",
  detail: "Old and new code run side by side",
  fields: [
    TABLE,
    { ...COLUMN, placeholder: "full_name" },
    { ...NEW_NAME, placeholder: "name", beside: true },
  ],
};
