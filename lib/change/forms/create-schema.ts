import { type OperationFields, STATEMENT } from "../form-fields";

export const createSchemaForm: OperationFields = {
  label: "Create a schema",
  detail: "Empty, and its owner's alone",
  fields: [{ ...STATEMENT, placeholder: `CREATE SCHEMA archive` }],
};
