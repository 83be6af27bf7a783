import { CONSTRAINT, type OperationFields, TABLE } from "../form-fields";

export const validateConstraintForm: OperationFields = {
  label: "Validate a constraint",
  detail: "Prove the rows from before it",
  fields: [TABLE, CONSTRAINT],
};
