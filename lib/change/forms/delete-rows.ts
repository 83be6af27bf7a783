import { type OperationFields, TABLE, WHERE } from "../form-fields";

export const deleteRowsForm: OperationFields = {
  label: "Delete rows",
  detail: "In short batches; they are kept",
  fields: [TABLE, WHERE],
};
