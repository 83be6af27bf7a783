import type { OperationFields } from "../form-fields";

export const dropPublicationForm: OperationFields = {
  label: "Drop a publication",
  detail: "Once no subscription asks for it",
  fields: [{ name: "name", label: "Publication", kind: "name", required: true, placeholder: "feed" }],
};
