import { type OperationFields, TABLE } from "../form-fields";

export const dropPolicyForm: OperationFields = {
  label: "Drop a policy",
  detail: "Once no release relies on it",
  fields: [
    TABLE,
    { name: "name", label: "Policy", kind: "name", required: true, placeholder: "own_rows", beside: true },
  ],
};
