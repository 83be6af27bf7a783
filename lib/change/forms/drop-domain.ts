import type { OperationFields } from "../form-fields";

export const dropDomainForm: OperationFields = {
  label: "Drop a domain",
  detail: "One that no column has",
  fields: [{ name: "name", label: "Domain", kind: "name", required: true, placeholder: "public.email" }],
};
