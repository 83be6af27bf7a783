import { COLUMN, FILL, type OperationFields, TABLE } from "../form-fields";

export const setNotNullForm: OperationFields = {
  label: "Require a value",
  detail: "NOT NULL, proven beside reads and writes",
  fields: [TABLE, COLUMN, { ...FILL, label: "Fill rows that have none with", placeholder: "'unknown'" }],
};
