import { type OperationFields, STATEMENT } from "../form-fields";

export const setStatisticsForm: OperationFields = {
  label: "Set a column's statistics target",
  detail: "How much ANALYZE gathers",
  fields: [{ ...STATEMENT, placeholder: `ALTER TABLE public.people ALTER COLUMN email SET STATISTICS 500` }],
};
