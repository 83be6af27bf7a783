import * as z from "zod";
import { ChosenName, ColumnName, RelationName } from "./names";

export const AddPrimaryKey = z
  .strictObject({
    kind: z.literal("add-primary-key"),
    table: RelationName,
    columns: z.array(ColumnName).min(1),
    name: ChosenName,
  })
  .meta({
    id: "AddPrimaryKey",
    description: "Give a table its primary key",
    example: { kind: "add-primary-key", table: "public.people", columns: ["id"] },
  });
export type AddPrimaryKey = z.infer<typeof AddPrimaryKey>;
