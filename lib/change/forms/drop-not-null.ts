import { COLUMN, type OperationFields, TABLE } from "../form-fields";

export const dropNotNullForm: OperationFields = {
  label: "Allow null",
  detail: "The column may be empty from now on",
  fields: [TABLE, COLUMN],
};
