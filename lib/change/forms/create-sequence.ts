import { type OperationFields, STATEMENT } from "../form-fields";

export const createSequenceForm: OperationFields = {
  label: "Create a sequence",
  detail: "Nobody uses it yet",
  fields: [{ ...STATEMENT, placeholder: `CREATE SEQUENCE public.invoice_numbers START 1000` }],
};
