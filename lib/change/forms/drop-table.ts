import { type OperationFields, TABLE } from "../form-fields";

export const dropTableForm: OperationFields = {
  label: "Drop a table",
  detail: "Put aside first: nothing is lost",
  fields: [TABLE],
};
