import { type OperationFields, STATEMENT } from "../form-fields";

export const alterPublicationForm: OperationFields = {
  label: "Change a publication",
  detail: "What it lists, and its options",
  fields: [{ ...STATEMENT, placeholder: "ALTER PUBLICATION feed ADD TABLE public.people" }],
};
