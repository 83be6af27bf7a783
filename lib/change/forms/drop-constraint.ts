import { CONSTRAINT, type OperationFields, TABLE } from "../form-fields";

export const dropConstraintForm: OperationFields = {
  label: "Drop a constraint",
  detail: "A check, foreign key or unique constraint",
  fields: [TABLE, CONSTRAINT],
};
