import { type OperationFields, STATEMENT } from "../form-fields";

export const createStatisticsForm: OperationFields = {
  label: "Create extended statistics",
  detail: "What columns have to do with one another",
  fields: [
    {
      ...STATEMENT,
      placeholder: `CREATE STATISTICS public.people_place ON city, country FROM public.people`,
    },
  ],
};
