import * as z from "zod";
import { Expression, RelationName } from "./names";

export const UpdateRows = z
  .strictObject({
    kind: z.literal("update-rows"),
    table: RelationName,
    /** What stands behind SET, e.g. `status = 'new', seen = now()`. */
    set: Expression,
    /** Which rows; null for all of them. */
    where: Expression.nullable().default(null),
  })
  .meta({
    id: "UpdateRows",
    description: "Change the values of rows in short batches; what they were is kept for the way back",
    example: {
      kind: "update-rows",
      table: "public.people",
      set: "email = lower(email)",
      where: "email <> lower(email)",
    },
  });
export type UpdateRows = z.infer<typeof UpdateRows>;

export const DeleteRows = z
  .strictObject({
    kind: z.literal("delete-rows"),
    table: RelationName,
    /** Which rows; null for all of them. */
    where: Expression.nullable().default(null),
  })
  .meta({
    id: "DeleteRows",
    description: "Delete rows in short batches; they are kept for the way back",
    example: { kind: "delete-rows", table: "public.people", where: "email IS NULL" },
  });
export type DeleteRows = z.infer<typeof DeleteRows>;
