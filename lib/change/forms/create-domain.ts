import { type OperationFields, STATEMENT } from "../form-fields";

export const createDomainForm: OperationFields = {
  label: "Create a domain",
  detail: "A type with rules",
  fields: [{ ...STATEMENT, placeholder: `CREATE DOMAIN public.email AS text CHECK (VALUE LIKE '%@%')` }],
};
