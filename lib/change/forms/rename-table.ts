import { NEW_NAME, type OperationFields, TABLE } from "../form-fields";

export const renameTableForm: OperationFields = {
  label: "Rename a table",
  detail: "A view answers to the old name",
  fields: [TABLE, { ...NEW_NAME, placeholder: "clients", beside: true }],
};
