import * as z from "zod";
import { ChosenName, ColumnName, Expression, RelationName } from "./names";

export const AddCheck = z
  .strictObject({
    kind: z.literal("add-check"),
    table: RelationName,
    expression: Expression,
    name: ChosenName,
  })
  .meta({
    id: "AddCheck",
    description: "Make the database hold a rule about each row",
    example: { kind: "add-check", table: "public.people", expression: "age >= 0" },
  });
export type AddCheck = z.infer<typeof AddCheck>;

export const FOREIGN_KEY_ACTIONS = ["no action", "restrict", "cascade", "set null", "set default"] as const;
const ForeignKeyAction = z.enum(FOREIGN_KEY_ACTIONS).default("no action");
export type ForeignKeyAction = z.infer<typeof ForeignKeyAction>;

export const AddForeignKey = z
  .strictObject({
    kind: z.literal("add-foreign-key"),
    table: RelationName,
    columns: z.array(ColumnName).min(1),
    /** The table pointed at. */
    references: RelationName,
    /** Its columns; empty for its primary key. */
    referencedColumns: z.array(ColumnName).default([]),
    onDelete: ForeignKeyAction,
    onUpdate: ForeignKeyAction,
    name: ChosenName,
  })
  .meta({
    id: "AddForeignKey",
    description: "Let values of one table point only at rows of another that exist",
    example: {
      kind: "add-foreign-key",
      table: "public.orders",
      columns: ["person_id"],
      references: "public.people",
    },
  });
export type AddForeignKey = z.infer<typeof AddForeignKey>;

export const AddUnique = z
  .strictObject({
    kind: z.literal("add-unique"),
    table: RelationName,
    columns: z.array(ColumnName).min(1),
    /** Null counts as a value like others, so that it too may occur once; from version 15 on. */
    nullsNotDistinct: z.boolean().optional(),
    name: ChosenName,
  })
  .meta({
    id: "AddUnique",
    description: "Allow each value, or combination of values, once",
    example: { kind: "add-unique", table: "public.people", columns: ["email"] },
  });
export type AddUnique = z.infer<typeof AddUnique>;

export const DropConstraint = z
  .strictObject({ kind: z.literal("drop-constraint"), table: RelationName, constraint: ColumnName })
  .meta({
    id: "DropConstraint",
    description: "Take a check, foreign key or unique constraint away",
    example: { kind: "drop-constraint", table: "public.people", constraint: "people_age_check" },
  });
export type DropConstraint = z.infer<typeof DropConstraint>;

export const CreateIndex = z
  .strictObject({
    kind: z.literal("create-index"),
    table: RelationName,
    /** Keys as SQL writes them between the brackets, e.g. `lower(email), id DESC`. */
    keys: z.string().min(1),
    unique: z.boolean().default(false),
    /** Access method. */
    method: z.string().min(1).default("btree"),
    /** Columns that are stored along, for index-only scans. */
    include: z.array(ColumnName).default([]),
    /** Null counts as a value like others, so that it too may occur once; from version 15 on. */
    nullsNotDistinct: z.boolean().optional(),
    /** Storage parameters as SQL writes them between the brackets of WITH, e.g. `fillfactor = 70`. */
    storage: z.string().min(1).optional(),
    /** Only rows for which this holds are indexed. */
    where: Expression.nullable().default(null),
    name: ChosenName,
  })
  .meta({
    id: "CreateIndex",
    description: "Build an index beside the app's reads and writes",
    example: { kind: "create-index", table: "public.people", keys: "lower(email)" },
  });
export type CreateIndex = z.infer<typeof CreateIndex>;

export const DropIndex = z
  .strictObject({
    kind: z.literal("drop-index"),
    index: RelationName,
    /** Where there is no such index, nothing is to be done. */
    ifExists: z.literal(true).optional(),
  })
  .meta({
    id: "DropIndex",
    description: "Drop an index without stopping reads of its table",
    example: { kind: "drop-index", index: "public.people_email_idx" },
  });
export type DropIndex = z.infer<typeof DropIndex>;
