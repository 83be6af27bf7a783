import { type OperationFields, STATEMENT } from "../form-fields";

export const createPublicationForm: OperationFields = {
  label: "Create a publication",
  detail: "Tables whose changes subscribers get",
  fields: [{ ...STATEMENT, placeholder: "CREATE PUBLICATION feed FOR TABLE public.people" }],
};
