import * as z from "zod";
import { ColumnName, RelationName } from "./names";

export const ValidateConstraint = z
  .strictObject({
    kind: z.literal("validate-constraint"),
    table: RelationName,
    /** Bare name as the catalog stores it. */
    constraint: ColumnName,
  })
  .meta({
    id: "ValidateConstraint",
    description: "Check every row against a constraint that is NOT VALID",
    example: { kind: "validate-constraint", table: "public.people", constraint: "people_age_check" },
  });
export type ValidateConstraint = z.infer<typeof ValidateConstraint>;
