import { relationName } from "@/lib/sql/identifiers";

/** A table as it is written in an operation: `schema.name`, quoted only where SQL needs it. */
export const tableName = (table: { readonly schema: string; readonly name: string }): string =>
  relationName(table);
