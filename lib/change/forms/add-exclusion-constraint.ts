import { NAME, type OperationFields, TABLE } from "../form-fields";

export const addExclusionConstraintForm: OperationFields = {
  label: "Let no two rows overlap",
  detail: "Only while the table is small: there is no online way",
  fields: [
    TABLE,
    {
      name: "definition",
      label: "Rule",
      kind: "expression",
      required: true,
      placeholder: "EXCLUDE USING gist (during WITH &&)",
    },
    NAME,
  ],
};
