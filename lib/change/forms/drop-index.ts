import { INDEX, type OperationFields } from "../form-fields";

export const dropIndexForm: OperationFields = {
  label: "Drop an index",
  detail: "Without stopping reads of its table",
  fields: [INDEX],
};
