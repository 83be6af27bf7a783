import { COLUMN, type OperationFields, TABLE } from "../form-fields";

export const commentForm: OperationFields = {
  label: "Comment",
  detail: "Say what a table or column is for",
  fields: [
    TABLE,
    { ...COLUMN, required: false, placeholder: "the table itself" },
    { name: "text", label: "Comment", kind: "words", required: true, placeholder: "Where we write to" },
  ],
};
