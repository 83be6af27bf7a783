import * as z from "zod";
import { ColumnName, Expression, RelationName } from "./names";

export const RenameColumn = z
  .strictObject({
    kind: z.literal("rename-column"),
    table: RelationName,
    column: ColumnName,
    to: ColumnName,
  })
  .meta({
    id: "RenameColumn",
    description: "Give a column another name while old and new application code run side by side",
    example: { kind: "rename-column", table: "public.people", column: "full_name", to: "name" },
  });
export type RenameColumn = z.infer<typeof RenameColumn>;

export const AddColumn = z
  .strictObject({
    kind: z.literal("add-column"),
    table: RelationName,
    column: ColumnName,
    /** Type as written in SQL, e.g. `varchar(40)`. */
    type: z.string().min(1),
    nullable: z.boolean().default(true),
    /** SQL expression, e.g. `'new'` or `now()`. */
    default: z.string().min(1).nullable().default(null),
    /** SQL expression over the row that fills existing rows; needed for NOT NULL without a default unless the app writes it. */
    backfill: z.string().min(1).nullable().default(null),
  })
  .meta({
    id: "AddColumn",
    description: "Add a column; a volatile default or NOT NULL goes through a backfill",
    example: { kind: "add-column", table: "public.people", column: "nickname", type: "text" },
  });
export type AddColumn = z.infer<typeof AddColumn>;

export const ChangeColumnType = z
  .strictObject({
    kind: z.literal("change-column-type"),
    table: RelationName,
    column: ColumnName,
    /** Type as written in SQL, e.g. `varchar(40)` or `text COLLATE "C"`. */
    type: z.string().min(1),
    /** SQL over the column that makes the new value, as USING would say it; null for the cast. */
    up: Expression.nullable().default(null),
    /** SQL over the column, then of the new type, that makes the old value; null for the cast. */
    down: Expression.nullable().default(null),
    /** Values that the old type cannot hold, between switch and contract: refuse the write, or give up the way back. */
    onDownFailure: z.enum(["block", "one-way"]).default("block"),
  })
  .meta({
    id: "ChangeColumnType",
    description:
      "Give a column another type: in place where the server neither reads nor writes the rows for it, else by a second column kept in step",
    example: { kind: "change-column-type", table: "public.people", column: "email", type: "text" },
  });
export type ChangeColumnType = z.infer<typeof ChangeColumnType>;

export const DropColumn = z
  .strictObject({ kind: z.literal("drop-column"), table: RelationName, column: ColumnName })
  .meta({
    id: "DropColumn",
    description: "Drop a column once no release uses it; its values are kept aside first",
    example: { kind: "drop-column", table: "public.people", column: "fax" },
  });
export type DropColumn = z.infer<typeof DropColumn>;

export const SetNotNull = z
  .strictObject({
    kind: z.literal("set-not-null"),
    table: RelationName,
    column: ColumnName,
    /** Fills the rows that have no value; null where none lacks one, or the app fills them. */
    backfill: Expression.nullable().default(null),
  })
  .meta({
    id: "SetNotNull",
    description: "Require a value, proven beside the app's reads and writes",
    example: { kind: "set-not-null", table: "public.people", column: "email", backfill: "'unknown'" },
  });
export type SetNotNull = z.infer<typeof SetNotNull>;

export const DropNotNull = z
  .strictObject({ kind: z.literal("drop-not-null"), table: RelationName, column: ColumnName })
  .meta({
    id: "DropNotNull",
    description: "Let a column be null",
    example: { kind: "drop-not-null", table: "public.people", column: "email" },
  });
export type DropNotNull = z.infer<typeof DropNotNull>;

export const SetDefault = z
  .strictObject({
    kind: z.literal("set-default"),
    table: RelationName,
    column: ColumnName,
    default: Expression,
  })
  .meta({
    id: "SetDefault",
    description: "Give new rows another value where an insert names none",
    example: { kind: "set-default", table: "public.people", column: "status", default: "'new'" },
  });
export type SetDefault = z.infer<typeof SetDefault>;

export const DropDefault = z
  .strictObject({ kind: z.literal("drop-default"), table: RelationName, column: ColumnName })
  .meta({
    id: "DropDefault",
    description: "Take a column's default away",
    example: { kind: "drop-default", table: "public.people", column: "status" },
  });
export type DropDefault = z.infer<typeof DropDefault>;
