import { COLUMN, type OperationFields, TABLE } from "../form-fields";

export const changeColumnTypeForm: OperationFields = {
  label: "Change a column's type",
  detail: "In place where it can be, else by a second column",
  fields: [
    TABLE,
    COLUMN,
    { name: "type", label: "New type", kind: "type", required: true, placeholder: "text", beside: true },
    {
      name: "up",
      label: "New value from the old",
      kind: "expression",
      placeholder: "the cast",
      help: "A SQL expression over the column, as USING would say it",
    },
    {
      name: "down",
      label: "Old value from the new",
      kind: "expression",
      placeholder: "the cast back",
      help: "For the time between switch and contract, and for the way back",
    },
    {
      name: "onDownFailure",
      label: "Values the old type cannot hold",
      kind: "choice",
      options: ["block", "one-way"],
      help: "Until contract: block such writes, or go one way and accept them",
    },
  ],
};
