import * as z from "zod";
import { ColumnName, RelationName } from "./names";
import { saidAsStatement, saidByName } from "./statement-operation";

export const CreateSequence = saidAsStatement("create-sequence", {
  id: "CreateSequence",
  description: "Create a sequence",
  sql: "CREATE SEQUENCE public.invoice_numbers START 1000",
});
export type CreateSequence = z.infer<typeof CreateSequence>;

export const DropSequence = saidByName("drop-sequence", {
  id: "DropSequence",
  description: "Put a sequence aside once no release uses it, and drop it later",
  name: "public.invoice_numbers",
});
export type DropSequence = z.infer<typeof DropSequence>;

export const CreateExtension = saidAsStatement("create-extension", {
  id: "CreateExtension",
  description: "Install an extension",
  sql: "CREATE EXTENSION IF NOT EXISTS pg_trgm",
});
export type CreateExtension = z.infer<typeof CreateExtension>;

export const DropExtension = saidByName("drop-extension", {
  id: "DropExtension",
  description: "Drop an extension once no release uses what it brought along",
  name: "pg_trgm",
});
export type DropExtension = z.infer<typeof DropExtension>;

export const CreateSchema = saidAsStatement("create-schema", {
  id: "CreateSchema",
  description: "Create a schema",
  sql: "CREATE SCHEMA archive",
});
export type CreateSchema = z.infer<typeof CreateSchema>;

export const DropSchema = saidByName("drop-schema", {
  id: "DropSchema",
  description: "Drop an empty schema",
  name: "archive",
});
export type DropSchema = z.infer<typeof DropSchema>;

export const CreateDomain = saidAsStatement("create-domain", {
  id: "CreateDomain",
  description: "Create a domain: a type with rules",
  sql: "CREATE DOMAIN public.email AS text CHECK (VALUE LIKE '%@%')",
});
export type CreateDomain = z.infer<typeof CreateDomain>;

export const DropDomain = saidByName("drop-domain", {
  id: "DropDomain",
  description: "Drop a domain that no column has, once no release names it",
  name: "public.email",
});
export type DropDomain = z.infer<typeof DropDomain>;

export const DropType = saidByName("drop-type", {
  id: "DropType",
  description: "Drop an enum that no column has, once no release names it",
  name: "public.mood",
});
export type DropType = z.infer<typeof DropType>;

export const RenameType = z
  .strictObject({ kind: z.literal("rename-type"), name: RelationName, to: ColumnName })
  .meta({
    id: "RenameType",
    description: "Give an enum or a domain another name, once no release says the old one",
    example: { kind: "rename-type", name: "public.mood", to: "feeling" },
  });
export type RenameType = z.infer<typeof RenameType>;
