import * as z from "zod";
import { ColumnName, RelationName } from "./names";

export const RenameConstraint = z
  .strictObject({
    kind: z.literal("rename-constraint"),
    table: RelationName,
    /** Bare name as the catalog stores it. */
    constraint: ColumnName,
    to: ColumnName,
  })
  .meta({
    id: "RenameConstraint",
    description: "Give a constraint another name, and its index with it",
    example: {
      kind: "rename-constraint",
      table: "public.people",
      constraint: "people_email_key",
      to: "one_email_each",
    },
  });
export type RenameConstraint = z.infer<typeof RenameConstraint>;
