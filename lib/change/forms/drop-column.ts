import { COLUMN, type OperationFields, TABLE } from "../form-fields";

export const dropColumnForm: OperationFields = {
  label: "Drop a column",
  detail: "Its values are kept aside",
  fields: [TABLE, COLUMN],
};
