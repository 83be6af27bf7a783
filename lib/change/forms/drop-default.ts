import { COLUMN, type OperationFields, TABLE } from "../form-fields";

export const dropDefaultForm: OperationFields = {
  label: "Drop a default",
  detail: "Inserts have to name a value",
  fields: [TABLE, COLUMN],
};
