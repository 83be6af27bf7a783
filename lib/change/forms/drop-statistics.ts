import type { OperationFields } from "../form-fields";

export const dropStatisticsForm: OperationFields = {
  label: "Drop extended statistics",
  detail: "Queries are planned without them",
  fields: [
    { name: "name", label: "Statistics", kind: "name", required: true, placeholder: "public.people_place" },
  ],
};
