import * as z from "zod";
import { ColumnName, Expression, RelationName } from "./names";

export const SplitColumn = z
  .strictObject({
    kind: z.literal("split-column"),
    table: RelationName,
    column: ColumnName,
    /** The new columns as a SELECT would say them, each with its type: `split_part(name, ' ', 1)::text AS first_name, …`. */
    into: Expression,
    /** SQL over the new columns that makes the old value again. */
    back: Expression,
  })
  .meta({
    id: "SplitColumn",
    description: "Make several columns of one, kept in step both ways while old and new releases run",
    example: {
      kind: "split-column",
      table: "public.people",
      column: "full_name",
      into: "split_part(full_name, ' ', 1)::text AS first_name, split_part(full_name, ' ', 2)::text AS last_name",
      back: "concat_ws(' ', first_name, last_name)",
    },
  });
export type SplitColumn = z.infer<typeof SplitColumn>;

export const MergeColumns = z
  .strictObject({
    kind: z.literal("merge-columns"),
    table: RelationName,
    columns: z.array(ColumnName).min(2),
    /** The new column as a SELECT would say it, with its type: `concat_ws(' ', first_name, last_name)::text AS name`. */
    into: Expression,
    /** What the old columns are again, as behind SET: `first_name = split_part(name, ' ', 1), …`. */
    back: Expression,
  })
  .meta({
    id: "MergeColumns",
    description: "Make one column of several, kept in step both ways while old and new releases run",
    example: {
      kind: "merge-columns",
      table: "public.people",
      columns: ["first_name", "last_name"],
      into: "concat_ws(' ', first_name, last_name)::text AS full_name",
      back: "first_name = split_part(full_name, ' ', 1), last_name = split_part(full_name, ' ', 2)",
    },
  });
export type MergeColumns = z.infer<typeof MergeColumns>;

export const MoveColumn = z
  .strictObject({
    kind: z.literal("move-column"),
    table: RelationName,
    column: ColumnName,
    /** The table it moves to; a foreign key between the two says which row belongs to which. */
    to: RelationName,
    /** Its name there; null for the same. */
    as: ColumnName.nullable().default(null),
  })
  .meta({
    id: "MoveColumn",
    description:
      "Move a column to another table, row for row, carried over both ways while old and new releases run",
    example: { kind: "move-column", table: "public.people", column: "bio", to: "public.profiles", as: null },
  });
export type MoveColumn = z.infer<typeof MoveColumn>;

export const SplitTable = z
  .strictObject({
    kind: z.literal("split-table"),
    table: RelationName,
    /** What goes to the new table. */
    columns: z.array(ColumnName).min(1),
    /** The new table's bare name: it is made in the same schema, with the same primary key. */
    to: ColumnName,
  })
  .meta({
    id: "SplitTable",
    description:
      "Move columns to a new table with the same key, carried over both ways while old and new releases run",
    example: { kind: "split-table", table: "public.people", columns: ["email", "phone"], to: "contacts" },
  });
export type SplitTable = z.infer<typeof SplitTable>;

export const MergeTables = z
  .strictObject({
    kind: z.literal("merge-tables"),
    /** The table that goes: a foreign key of its own says which row of the other one each of its rows belongs to. */
    table: RelationName,
    /** The table that gets its columns. */
    into: RelationName,
    /** Columns that get another name there, as a SELECT would say it: `bio AS about, seen AS seen_at`. */
    as: Expression.nullable().default(null),
    /** Columns that are not carried over. */
    without: z.array(ColumnName).default([]),
  })
  .meta({
    id: "MergeTables",
    description:
      "Move the columns of a table to the one that its rows belong to one by one, carried over both ways while old and new releases run; then the table goes",
    example: {
      kind: "merge-tables",
      table: "public.profiles",
      into: "public.people",
      as: "created_at AS profile_created_at",
      without: ["id"],
    },
  });
export type MergeTables = z.infer<typeof MergeTables>;
