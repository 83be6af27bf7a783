import { NAME, NULLS, type OperationFields, TABLE, WHERE } from "../form-fields";

export const createIndexForm: OperationFields = {
  label: "Create an index",
  detail: "Built beside reads and writes",
  fields: [
    TABLE,
    {
      name: "keys",
      label: "Keys",
      kind: "expression",
      required: true,
      placeholder: "lower(email), id DESC",
      help: "Columns and expressions, as SQL writes them between the brackets",
    },
    { name: "unique", label: "Unique", kind: "switch" },
    NULLS,
    WHERE,
    {
      name: "include",
      label: "Columns stored along",
      kind: "columns",
      placeholder: "none",
      help: "For queries that are answered by the index alone",
    },
    {
      name: "method",
      label: "Method",
      kind: "choice",
      options: ["btree", "hash", "gin", "gist", "spgist", "brin"],
      beside: true,
    },
    {
      name: "storage",
      label: "Storage parameters",
      kind: "expression",
      placeholder: "fillfactor = 70",
    },
    NAME,
  ],
};
