import { CONSTRAINT, NEW_NAME, type OperationFields, TABLE } from "../form-fields";

export const renameConstraintForm: OperationFields = {
  label: "Rename a constraint",
  detail: "And its index with it",
  fields: [TABLE, CONSTRAINT, { ...NEW_NAME, placeholder: "one_email_each", beside: true }],
};
