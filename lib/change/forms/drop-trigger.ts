import { type OperationFields, TABLE } from "../form-fields";

export const dropTriggerForm: OperationFields = {
  label: "Drop a trigger",
  detail: "Once no release relies on it",
  fields: [
    TABLE,
    { name: "name", label: "Trigger", kind: "name", required: true, placeholder: "touch", beside: true },
  ],
};
