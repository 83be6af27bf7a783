import { type OperationFields, STATEMENT } from "../form-fields";

export const createTriggerForm: OperationFields = {
  label: "Create or replace a trigger",
  detail: "Writes of every release run it",
  fields: [
    {
      ...STATEMENT,
      placeholder: `CREATE TRIGGER touch BEFORE UPDATE ON public.people FOR EACH ROW EXECUTE FUNCTION public.touch()`,
    },
  ],
};
