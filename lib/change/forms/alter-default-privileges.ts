import { type OperationFields, STATEMENT } from "../form-fields";

export const alterDefaultPrivilegesForm: OperationFields = {
  label: "Change default rights",
  detail: "On objects that a role makes from now on",
  fields: [
    {
      ...STATEMENT,
      placeholder:
        "ALTER DEFAULT PRIVILEGES FOR ROLE owner IN SCHEMA public GRANT SELECT ON TABLES TO reader",
    },
  ],
};
