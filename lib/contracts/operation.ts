import * as z from "zod";

/** `schema.name`, each part quoted only where SQL needs it, e.g. `public.people` or `public."Order"`. */
export const RelationName = z.string().min(1).meta({
  description: 'Relation as "schema.name", quoted only where SQL needs it',
  example: "public.people",
});

/** A column's bare name as the catalog stores it: no quotes, case kept. */
const ColumnName = z.string().min(1).max(63);

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

/** One intent about the schema. A new member does not compile until every registry handles it. */
export const Operation = z.discriminatedUnion("kind", [RenameColumn, AddColumn]).meta({ id: "Operation" });
export type Operation = z.infer<typeof Operation>;
export type OperationKind = Operation["kind"];
