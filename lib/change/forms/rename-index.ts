import { INDEX, NEW_NAME, type OperationFields } from "../form-fields";

export const renameIndexForm: OperationFields = {
  label: "Rename an index",
  detail: "Beside reads and writes",
  fields: [INDEX, { ...NEW_NAME, placeholder: "customers_by_email", beside: true }],
};
