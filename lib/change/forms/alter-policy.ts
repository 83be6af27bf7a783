import { type OperationFields, STATEMENT } from "../form-fields";

export const alterPolicyForm: OperationFields = {
  label: "Change a policy",
  detail: "Its rows, its roles or its name",
  fields: [
    { ...STATEMENT, placeholder: `ALTER POLICY own_rows ON public.people USING (name = session_user)` },
  ],
};
