import type { OperationFields } from "../form-fields";

export const dropFunctionForm: OperationFields = {
  label: "Drop a function",
  detail: "Once no release calls it",
  fields: [
    { name: "name", label: "Function", kind: "name", required: true, placeholder: "public.twice(int)" },
  ],
};
