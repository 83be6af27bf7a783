import { type OperationFields, STATEMENT } from "../form-fields";

export const createExtensionForm: OperationFields = {
  label: "Install an extension",
  detail: "Where the server has it at hand",
  fields: [{ ...STATEMENT, placeholder: `CREATE EXTENSION IF NOT EXISTS pg_trgm` }],
};
