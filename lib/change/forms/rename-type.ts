import { NEW_NAME, type OperationFields } from "../form-fields";

export const renameTypeForm: OperationFields = {
  label: "Rename a type",
  detail: "Once no release says the old name",
  fields: [
    { name: "name", label: "Type", kind: "name", required: true, placeholder: "public.mood" },
    { ...NEW_NAME, placeholder: "feeling", beside: true },
  ],
};
