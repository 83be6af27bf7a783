import { type OperationFields, STATEMENT } from "../form-fields";

export const setStorageForm: OperationFields = {
  label: "Set a column's storage",
  detail: "How long values are stored",
  fields: [
    { ...STATEMENT, placeholder: `ALTER TABLE public.people ALTER COLUMN email SET STORAGE EXTERNAL` },
  ],
};
