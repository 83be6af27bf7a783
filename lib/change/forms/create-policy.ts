import { type OperationFields, STATEMENT } from "../form-fields";

export const createPolicyForm: OperationFields = {
  label: "Create a policy",
  detail: "Which rows a role sees and writes",
  fields: [
    { ...STATEMENT, placeholder: `CREATE POLICY own_rows ON public.people USING (name = current_user)` },
  ],
};
