import type { OperationFields } from "../form-fields";
import { RIGHTS_FIELDS } from "./grant";

export const revokeForm: OperationFields = {
  label: "Revoke",
  detail: "Once no release needs it",
  fields: RIGHTS_FIELDS,
};
