import { type OperationFields, STATEMENT } from "../form-fields";

export const createFunctionForm: OperationFields = {
  label: "Create or replace a function",
  detail: "Also a procedure",
  fields: [
    {
      ...STATEMENT,
      placeholder: `CREATE FUNCTION public.twice(n int) RETURNS int LANGUAGE sql AS 'SELECT n * 2'`,
    },
  ],
};
