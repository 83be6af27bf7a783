import { type OperationFields, STATEMENT } from "../form-fields";

export const createViewForm: OperationFields = {
  label: "Create or replace a view",
  detail: "Also a materialized one, with its indexes",
  fields: [
    {
      ...STATEMENT,
      placeholder: "CREATE VIEW public.adults AS SELECT id, name FROM public.people WHERE age > 17",
    },
  ],
};
