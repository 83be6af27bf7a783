import * as z from "zod";
import { ColumnName, RelationName } from "./names";

export const SetIdentity = z
  .strictObject({
    kind: z.literal("set-identity"),
    table: RelationName,
    column: ColumnName,
    /** Whether an insert may say a number of its own. */
    mode: z.enum(["always", "by default"]).default("by default"),
  })
  .meta({
    id: "SetIdentity",
    description:
      "Let a sequence that belongs to the column number new rows, from behind the highest number on",
    example: { kind: "set-identity", table: "public.people", column: "id" },
  });
export type SetIdentity = z.infer<typeof SetIdentity>;

export const DropIdentity = z
  .strictObject({ kind: z.literal("drop-identity"), table: RelationName, column: ColumnName })
  .meta({
    id: "DropIdentity",
    description: "Number new rows no more; inserts have to name the column",
    example: { kind: "drop-identity", table: "public.people", column: "id" },
  });
export type DropIdentity = z.infer<typeof DropIdentity>;

export const AddGeneratedColumn = z
  .strictObject({
    kind: z.literal("add-generated-column"),
    table: RelationName,
    column: ColumnName,
    type: z.string().trim().min(1).max(500),
    /** SQL over the row's other columns. */
    expression: z.string().trim().min(1).max(10_000),
    /** Whether its values are kept in the rows; otherwise they are computed when they are read (from 18 on). */
    stored: z.boolean().default(true),
    nullable: z.boolean().default(true),
  })
  .meta({
    id: "AddGeneratedColumn",
    description: "Add a column that the database computes from the others of its row",
    example: {
      kind: "add-generated-column",
      table: "public.people",
      column: "loud",
      type: "text",
      expression: "upper(name)",
    },
  });
export type AddGeneratedColumn = z.infer<typeof AddGeneratedColumn>;

export const SetGeneratedExpression = z
  .strictObject({
    kind: z.literal("set-generated-expression"),
    table: RelationName,
    column: ColumnName,
    /** SQL over the row's other columns. */
    expression: z.string().trim().min(1).max(10_000),
  })
  .meta({
    id: "SetGeneratedExpression",
    description: "Compute a generated column by another expression, also in the rows that are there",
    example: {
      kind: "set-generated-expression",
      table: "public.people",
      column: "loud",
      expression: "upper(name)",
    },
  });
export type SetGeneratedExpression = z.infer<typeof SetGeneratedExpression>;

export const DropExpression = z
  .strictObject({ kind: z.literal("drop-expression"), table: RelationName, column: ColumnName })
  .meta({
    id: "DropExpression",
    description: "Make a generated column an ordinary one that keeps its values; there is no way back",
    example: { kind: "drop-expression", table: "public.people", column: "initials" },
  });
export type DropExpression = z.infer<typeof DropExpression>;
