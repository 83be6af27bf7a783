import { COLUMNS, NAME, NULLS, type OperationFields, TABLE } from "../form-fields";

export const addUniqueForm: OperationFields = {
  label: "Make unique",
  detail: "Each value, or combination, once",
  fields: [TABLE, COLUMNS, NULLS, NAME],
};
