import type { OperationFields } from "../form-fields";

export const dropSequenceForm: OperationFields = {
  label: "Drop a sequence",
  detail: "Put aside first: nothing is lost",
  fields: [
    {
      name: "name",
      label: "Sequence",
      kind: "name",
      required: true,
      placeholder: "public.invoice_numbers",
    },
  ],
};
