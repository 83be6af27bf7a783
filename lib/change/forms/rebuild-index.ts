import { INDEX, type OperationFields } from "../form-fields";

export const rebuildIndexForm: OperationFields = {
  label: "Rebuild an index",
  detail: "A fresh copy in its place, beside reads and writes",
  fields: [INDEX],
};
