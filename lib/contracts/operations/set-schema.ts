import * as z from "zod";
import { ColumnName, RelationName } from "./names";

export const SetSchema = z
  .strictObject({ kind: z.literal("set-schema"), table: RelationName, to: ColumnName })
  .meta({
    id: "SetSchema",
    description: "Move a table to another schema; a view answers to the old name until no release uses it",
    example: { kind: "set-schema", table: "public.people", to: "crm" },
  });
export type SetSchema = z.infer<typeof SetSchema>;
