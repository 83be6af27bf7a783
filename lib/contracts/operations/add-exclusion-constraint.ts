import * as z from "zod";
import { ChosenName, RelationName } from "./names";

export const AddExclusionConstraint = z
  .strictObject({
    kind: z.literal("add-exclusion-constraint"),
    table: RelationName,
    /** What stands behind ADD CONSTRAINT name: `EXCLUDE USING gist (room WITH =, during WITH &&)`. */
    definition: z.string().min(1),
    name: ChosenName,
  })
  .meta({
    id: "AddExclusionConstraint",
    description: "Let no two rows overlap; planned only where the table is empty or small",
    example: {
      kind: "add-exclusion-constraint",
      table: "public.bookings",
      definition: "EXCLUDE USING gist (during WITH &&)",
    },
  });
export type AddExclusionConstraint = z.infer<typeof AddExclusionConstraint>;
