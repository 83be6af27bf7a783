import * as z from "zod";
import { ColumnName, RelationName } from "./names";

export const CreateTable = z
  .strictObject({
    kind: z.literal("create-table"),
    /** CREATE TABLE, and statements about the new table alone: its indexes, constraints, comments. */
    sql: z.string().min(1),
  })
  .meta({
    id: "CreateTable",
    description: "Create a table that nobody uses yet",
    example: { kind: "create-table", sql: "CREATE TABLE public.notes (id bigint PRIMARY KEY, body text)" },
  });
export type CreateTable = z.infer<typeof CreateTable>;

export const DropTable = z.strictObject({ kind: z.literal("drop-table"), table: RelationName }).meta({
  id: "DropTable",
  description: "Put a table aside once no release uses it, and drop it later",
  example: { kind: "drop-table", table: "public.faxes" },
});
export type DropTable = z.infer<typeof DropTable>;

export const RenameTable = z
  .strictObject({ kind: z.literal("rename-table"), table: RelationName, to: ColumnName })
  .meta({
    id: "RenameTable",
    description: "Give a table another name; a view answers to the old one until no release uses it",
    example: { kind: "rename-table", table: "public.people", to: "persons" },
  });
export type RenameTable = z.infer<typeof RenameTable>;

export const CreateEnum = z
  .strictObject({ kind: z.literal("create-enum"), type: RelationName, values: z.array(ColumnName).min(1) })
  .meta({
    id: "CreateEnum",
    description: "Create an enum type",
    example: { kind: "create-enum", type: "public.mood", values: ["sad", "ok"] },
  });
export type CreateEnum = z.infer<typeof CreateEnum>;

export const AddEnumValue = z
  .strictObject({
    kind: z.literal("add-enum-value"),
    type: RelationName,
    value: ColumnName,
    /** Sorts right before this value; null for the end. */
    before: ColumnName.nullable().default(null),
  })
  .meta({
    id: "AddEnumValue",
    description: "Add a value to an enum type",
    example: { kind: "add-enum-value", type: "public.mood", value: "happy" },
  });
export type AddEnumValue = z.infer<typeof AddEnumValue>;

export const RenameEnumValue = z
  .strictObject({
    kind: z.literal("rename-enum-value"),
    type: RelationName,
    value: ColumnName,
    to: ColumnName,
  })
  .meta({
    id: "RenameEnumValue",
    description: "Give a value of an enum another name, while releases run that say the old one",
    example: { kind: "rename-enum-value", type: "public.mood", value: "ok", to: "fine" },
  });
export type RenameEnumValue = z.infer<typeof RenameEnumValue>;

export const RemoveEnumValue = z
  .strictObject({
    kind: z.literal("remove-enum-value"),
    type: RelationName,
    value: ColumnName,
    /** What rows that have it get; null for NULL. */
    replacement: ColumnName.nullable().default(null),
  })
  .meta({
    id: "RemoveEnumValue",
    description: "Take a value of an enum away; rows that have it get another",
    example: { kind: "remove-enum-value", type: "public.mood", value: "sad", replacement: "ok" },
  });
export type RemoveEnumValue = z.infer<typeof RemoveEnumValue>;

export const Comment = z
  .strictObject({
    kind: z.literal("comment"),
    table: RelationName,
    /** Null for the table itself. */
    column: ColumnName.nullable().default(null),
    /** Null takes the comment away. */
    text: z.string().min(1).nullable(),
  })
  .meta({
    id: "Comment",
    description: "Say what a table or column is for",
    example: { kind: "comment", table: "public.people", column: "email", text: "Where we write to" },
  });
export type Comment = z.infer<typeof Comment>;

export const RawSql = z
  .strictObject({
    kind: z.literal("raw-sql"),
    sql: z.string().min(1),
    /** What takes it back; null where nothing does. */
    revert: z.string().min(1).nullable().default(null),
  })
  .meta({
    id: "RawSql",
    description: "Run statements that no other operation stands for",
    example: {
      kind: "raw-sql",
      sql: "ALTER TABLE public.people SET (fillfactor = 80)",
      revert: "ALTER TABLE public.people RESET (fillfactor)",
    },
  });
export type RawSql = z.infer<typeof RawSql>;
