import * as z from "zod";

/** `schema.name`, each part quoted only where SQL needs it, e.g. `public.people` or `public."Order"`. */
export const RelationName = z.string().min(1).meta({
  description: 'Relation as "schema.name", quoted only where SQL needs it',
  example: "public.people",
});

/** A column's bare name as the catalog stores it: no quotes, case kept. */
export const ColumnName = z.string().min(1).max(63);

/** Name of a new constraint or index; null for the one that Postgres would choose. */
export const ChosenName = z.string().min(1).max(63).nullable().default(null);

/** SQL over a row. */
export const Expression = z.string().min(1);
