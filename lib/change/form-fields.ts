/**
 * What a field holds: names offered from the catalog (`table`, `partition`, `column`, `columns`, `constraint`,
 * `index`), a new `name`, a `type`, an `expression`, a whole `statement`, plain `words`, a list of `values`, a `choice` or a `switch`.
 */
export type FieldKind =
  | "table"
  | "partition"
  | "column"
  | "columns"
  | "constraint"
  | "index"
  | "name"
  | "type"
  | "expression"
  | "statement"
  | "words"
  | "values"
  | "choice"
  | "switch";

/** One field of an operation, as people fill it in. */
export interface FormField {
  /** The operation's own field. */
  readonly name: string;
  readonly label: string;
  readonly kind: FieldKind;
  /** Without it there is nothing to plan yet. */
  readonly required?: boolean;
  readonly placeholder?: string;
  readonly help?: string;
  /** The field that names the table whose columns or constraints are offered; `table` where not said. */
  readonly of?: string;
  readonly options?: readonly string[];
  /** A switch that is on where the operation says false. */
  readonly inverted?: boolean;
  /** Stands beside the field before it where there is room. */
  readonly beside?: boolean;
}

export interface OperationFields {
  readonly label: string;
  /** When to choose it. */
  readonly detail: string;
  readonly fields: readonly FormField[];
}

export const TABLE: FormField = {
  name: "table",
  label: "Table",
  kind: "table",
  required: true,
  placeholder: "public.customers",
};
export const COLUMN: FormField = {
  name: "column",
  label: "Column",
  kind: "column",
  required: true,
  placeholder: "email",
};
export const COLUMNS: FormField = {
  name: "columns",
  label: "Columns",
  kind: "columns",
  required: true,
  placeholder: "email",
  help: "More than one: with commas between them",
};
export const STATEMENT: FormField = { name: "sql", label: "Definition", kind: "statement", required: true };
export const NAME: FormField = {
  name: "name",
  label: "Name",
  kind: "name",
  placeholder: "as Postgres would name it",
};
export const INDEX: FormField = {
  name: "index",
  label: "Index",
  kind: "index",
  required: true,
  placeholder: "public.customers_email_idx",
};
export const NULLS: FormField = {
  name: "nullsNotDistinct",
  label: "Null at most once",
  kind: "switch",
  help: "From version 15 on",
};
export const PARTITION: FormField = {
  name: "partition",
  label: "Partition",
  kind: "partition",
  required: true,
  placeholder: "public.readings_2026",
};
export const NEW_NAME: FormField = { name: "to", label: "New name", kind: "name", required: true };
export const FILL: FormField = {
  name: "backfill",
  label: "Fill existing rows with",
  kind: "expression",
  placeholder: "lower(email)",
  help: "A SQL expression over the row; leave it empty where the default or the app fills it",
};
export const WHERE: FormField = {
  name: "where",
  label: "Only rows where",
  kind: "expression",
  placeholder: "all rows",
  help: "A SQL expression over the row",
};
export const CONSTRAINT: FormField = {
  name: "constraint",
  label: "Constraint",
  kind: "constraint",
  required: true,
};
export const ENUM: FormField = {
  name: "type",
  label: "Type",
  kind: "name",
  required: true,
  placeholder: "public.mood",
};
