import type { OperationKind } from "@/lib/contracts/operation";

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

const TABLE: FormField = {
  name: "table",
  label: "Table",
  kind: "table",
  required: true,
  placeholder: "public.customers",
};
const COLUMN: FormField = {
  name: "column",
  label: "Column",
  kind: "column",
  required: true,
  placeholder: "email",
};
const COLUMNS: FormField = {
  name: "columns",
  label: "Columns",
  kind: "columns",
  required: true,
  placeholder: "email",
  help: "More than one: with commas between them",
};
const STATEMENT: FormField = { name: "sql", label: "Definition", kind: "statement", required: true };
const NAME: FormField = {
  name: "name",
  label: "Name",
  kind: "name",
  placeholder: "as Postgres would name it",
};
const INDEX: FormField = {
  name: "index",
  label: "Index",
  kind: "index",
  required: true,
  placeholder: "public.customers_email_idx",
};
const NULLS: FormField = {
  name: "nullsNotDistinct",
  label: "Null at most once",
  kind: "switch",
  help: "From version 15 on",
};
const PARTITION: FormField = {
  name: "partition",
  label: "Partition",
  kind: "partition",
  required: true,
  placeholder: "public.readings_2026",
};
const NEW_NAME: FormField = { name: "to", label: "New name", kind: "name", required: true };
const FILL: FormField = {
  name: "backfill",
  label: "Fill existing rows with",
  kind: "expression",
  placeholder: "lower(email)",
  help: "A SQL expression over the row; leave it empty where the default or the app fills it",
};
const WHERE: FormField = {
  name: "where",
  label: "Only rows where",
  kind: "expression",
  placeholder: "all rows",
  help: "A SQL expression over the row",
};
const ACTIONS = ["no action", "restrict", "cascade", "set null", "set default"];

/** What GRANT and REVOKE ask for alike. */
const RIGHTS_FIELDS: readonly FormField[] = [
  { name: "privileges", label: "Rights", kind: "values", required: true, placeholder: "SELECT, INSERT" },
  { name: "on", label: "On", kind: "choice", options: ["table", "sequence", "schema"], beside: true },
  {
    name: "objects",
    label: "Names",
    kind: "values",
    required: true,
    placeholder: "public.customers",
    help: "public.* stands for all that the schema has",
  },
  { name: "columns", label: "Columns", kind: "values", placeholder: "all", help: "Of a table" },
  { name: "roles", label: "Roles", kind: "values", required: true, placeholder: "reader", beside: true },
];

/** The guided form of every operation; does not compile while one is missing. In the order they are offered. */
export const OPERATION_FORMS: Readonly<Record<OperationKind, OperationFields>> = {
  "rename-column": {
    label: "Rename a column",
    detail: "Old and new code run side by side",
    fields: [
      TABLE,
      { ...COLUMN, placeholder: "full_name" },
      { ...NEW_NAME, placeholder: "name", beside: true },
    ],
  },
  "add-column": {
    label: "Add a column",
    detail: "With or without a default",
    fields: [
      TABLE,
      { name: "column", label: "Column", kind: "name", required: true, placeholder: "nickname" },
      { name: "type", label: "Type", kind: "type", required: true, placeholder: "text", beside: true },
      {
        name: "default",
        label: "Default",
        kind: "expression",
        placeholder: "none",
        help: "A SQL expression, e.g. 'new' or now()",
      },
      { name: "nullable", label: "Must not be null", kind: "switch", inverted: true },
      FILL,
    ],
  },
  "drop-column": { label: "Drop a column", detail: "Its values are kept aside", fields: [TABLE, COLUMN] },
  "change-column-type": {
    label: "Change a column's type",
    detail: "In place where it can be, else by a second column",
    fields: [
      TABLE,
      COLUMN,
      { name: "type", label: "New type", kind: "type", required: true, placeholder: "text", beside: true },
      {
        name: "up",
        label: "New value from the old",
        kind: "expression",
        placeholder: "the cast",
        help: "A SQL expression over the column, as USING would say it",
      },
      {
        name: "down",
        label: "Old value from the new",
        kind: "expression",
        placeholder: "the cast back",
        help: "For the time between switch and contract, and for the way back",
      },
      {
        name: "onDownFailure",
        label: "Values the old type cannot hold",
        kind: "choice",
        options: ["block", "one-way"],
        help: "Until contract: block such writes, or go one way and accept them",
      },
    ],
  },
  "set-not-null": {
    label: "Require a value",
    detail: "NOT NULL, proven beside reads and writes",
    fields: [TABLE, COLUMN, { ...FILL, label: "Fill rows that have none with", placeholder: "'unknown'" }],
  },
  "drop-not-null": {
    label: "Allow null",
    detail: "The column may be empty from now on",
    fields: [TABLE, COLUMN],
  },
  "set-default": {
    label: "Set a default",
    detail: "For rows inserted from now on",
    fields: [
      TABLE,
      COLUMN,
      {
        name: "default",
        label: "Default",
        kind: "expression",
        required: true,
        placeholder: "'new'",
        help: "A SQL expression, e.g. 'new' or now()",
        beside: true,
      },
    ],
  },
  "drop-default": {
    label: "Drop a default",
    detail: "Inserts have to name a value",
    fields: [TABLE, COLUMN],
  },
  "set-identity": {
    label: "Make an identity column",
    detail: "New rows are numbered, behind the highest number",
    fields: [
      TABLE,
      { ...COLUMN, placeholder: "id" },
      { name: "mode", label: "Generated", kind: "choice", options: ["by default", "always"], beside: true },
    ],
  },
  "drop-identity": {
    label: "Drop an identity",
    detail: "Inserts have to name a number",
    fields: [TABLE, { ...COLUMN, placeholder: "id" }],
  },
  "add-generated-column": {
    label: "Add a generated column",
    detail: "The database computes it from the row's other columns",
    fields: [
      TABLE,
      { name: "column", label: "Column", kind: "name", required: true, placeholder: "email_key" },
      { name: "type", label: "Type", kind: "type", required: true, placeholder: "text", beside: true },
      {
        name: "expression",
        label: "Computed as",
        kind: "expression",
        required: true,
        placeholder: "lower(email)",
      },
      {
        name: "stored",
        label: "Computed when it is read",
        kind: "switch",
        inverted: true,
        help: "From version 18 on. No row is written, and no index can use it.",
      },
    ],
  },
  "drop-expression": {
    label: "Drop a generating expression",
    detail: "A computed column becomes an ordinary one",
    fields: [TABLE, { ...COLUMN, placeholder: "initials" }],
  },
  "add-check": {
    label: "Add a check",
    detail: "A rule about each row",
    fields: [
      TABLE,
      {
        name: "expression",
        label: "Rule",
        kind: "expression",
        required: true,
        placeholder: "age >= 0",
        help: "A SQL expression that must not be false for any row",
      },
      NAME,
    ],
  },
  "add-foreign-key": {
    label: "Add a foreign key",
    detail: "Values that point at rows of another table",
    fields: [
      TABLE,
      { ...COLUMNS, placeholder: "customer_id" },
      {
        name: "references",
        label: "Points at",
        kind: "table",
        required: true,
        placeholder: "public.customers",
      },
      {
        name: "referencedColumns",
        label: "Its columns",
        kind: "columns",
        of: "references",
        placeholder: "its primary key",
        beside: true,
      },
      { name: "onDelete", label: "When that row is deleted", kind: "choice", options: ACTIONS },
      { name: "onUpdate", label: "When its key changes", kind: "choice", options: ACTIONS, beside: true },
      NAME,
    ],
  },
  "add-unique": {
    label: "Make unique",
    detail: "Each value, or combination, once",
    fields: [TABLE, COLUMNS, NULLS, NAME],
  },
  "add-primary-key": {
    label: "Add a primary key",
    detail: "For a table that has none",
    fields: [TABLE, { ...COLUMNS, placeholder: "id" }, NAME],
  },
  "add-exclusion-constraint": {
    label: "Let no two rows overlap",
    detail: "Only while the table is small: there is no online way",
    fields: [
      TABLE,
      {
        name: "definition",
        label: "Rule",
        kind: "expression",
        required: true,
        placeholder: "EXCLUDE USING gist (during WITH &&)",
      },
      NAME,
    ],
  },
  "rename-constraint": {
    label: "Rename a constraint",
    detail: "And its index with it",
    fields: [
      TABLE,
      { name: "constraint", label: "Constraint", kind: "constraint", required: true },
      { ...NEW_NAME, placeholder: "one_email_each", beside: true },
    ],
  },
  "validate-constraint": {
    label: "Validate a constraint",
    detail: "Prove the rows from before it",
    fields: [TABLE, { name: "constraint", label: "Constraint", kind: "constraint", required: true }],
  },
  "rename-index": {
    label: "Rename an index",
    detail: "Beside reads and writes",
    fields: [INDEX, { ...NEW_NAME, placeholder: "customers_by_email", beside: true }],
  },
  "drop-constraint": {
    label: "Drop a constraint",
    detail: "A check, foreign key or unique constraint",
    fields: [TABLE, { name: "constraint", label: "Constraint", kind: "constraint", required: true }],
  },
  "create-index": {
    label: "Create an index",
    detail: "Built beside reads and writes",
    fields: [
      TABLE,
      {
        name: "keys",
        label: "Keys",
        kind: "expression",
        required: true,
        placeholder: "lower(email), id DESC",
        help: "Columns and expressions, as SQL writes them between the brackets",
      },
      { name: "unique", label: "Unique", kind: "switch" },
      NULLS,
      WHERE,
      {
        name: "include",
        label: "Columns stored along",
        kind: "columns",
        placeholder: "none",
        help: "For queries that are answered by the index alone",
      },
      {
        name: "method",
        label: "Method",
        kind: "choice",
        options: ["btree", "hash", "gin", "gist", "spgist", "brin"],
        beside: true,
      },
      {
        name: "storage",
        label: "Storage parameters",
        kind: "expression",
        placeholder: "fillfactor = 70",
      },
      NAME,
    ],
  },
  "drop-index": { label: "Drop an index", detail: "Without stopping reads of its table", fields: [INDEX] },
  "rebuild-index": {
    label: "Rebuild an index",
    detail: "A fresh copy in its place, beside reads and writes",
    fields: [INDEX],
  },
  "create-table": {
    label: "Create a table",
    detail: "Nobody uses it yet",
    fields: [
      {
        name: "sql",
        label: "Definition",
        kind: "statement",
        required: true,
        placeholder: "CREATE TABLE public.notes (id bigint PRIMARY KEY, body text)",
        help: "CREATE TABLE; its indexes and constraints may follow",
      },
    ],
  },
  "rename-table": {
    label: "Rename a table",
    detail: "A view answers to the old name",
    fields: [TABLE, { ...NEW_NAME, placeholder: "clients", beside: true }],
  },
  "drop-table": { label: "Drop a table", detail: "Put aside first: nothing is lost", fields: [TABLE] },
  "attach-partition": {
    label: "Attach a partition",
    detail: "A table becomes part of a partitioned one",
    fields: [
      { ...TABLE, label: "Partitioned table", placeholder: "public.readings" },
      { ...PARTITION, label: "New partition", kind: "table" },
      {
        name: "bound",
        label: "For values",
        kind: "expression",
        required: true,
        placeholder: "FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')",
      },
    ],
  },
  "detach-partition": {
    label: "Detach a partition",
    detail: "It becomes a table of its own",
    fields: [{ ...TABLE, label: "Partitioned table", placeholder: "public.readings" }, PARTITION],
  },
  "partition-table": {
    label: "Partition a table",
    detail: "A partitioned one, kept in step, takes its name",
    fields: [
      { ...TABLE, placeholder: "public.orders" },
      {
        name: "by",
        label: "Partition by",
        kind: "expression",
        required: true,
        placeholder: "RANGE (created_at)",
        help: "RANGE, LIST or HASH, with the columns",
      },
      {
        name: "partitions",
        label: "Partitions",
        kind: "expression",
        required: true,
        placeholder: "orders_2026 FOR VALUES FROM ('2026-01-01') TO ('2027-01-01'), orders_rest DEFAULT",
        help: "Each new table with its bound, with commas between them",
      },
      {
        name: "primaryKey",
        label: "Primary key",
        kind: "columns",
        placeholder: "as it is",
        help: "It must hold the columns that the table is partitioned by",
      },
    ],
  },
  "create-enum": {
    label: "Create an enum",
    detail: "A type with a list of values",
    fields: [
      { name: "type", label: "Type", kind: "name", required: true, placeholder: "public.mood" },
      {
        name: "values",
        label: "Values",
        kind: "values",
        required: true,
        placeholder: "sad, ok",
        help: "In their order, with commas between them",
        beside: true,
      },
    ],
  },
  "add-enum-value": {
    label: "Add an enum value",
    detail: "At once, for all its columns",
    fields: [
      { name: "type", label: "Type", kind: "name", required: true, placeholder: "public.mood" },
      { name: "value", label: "Value", kind: "words", required: true, placeholder: "great", beside: true },
      { name: "before", label: "Before the value", kind: "words", placeholder: "at the end" },
    ],
  },
  "rename-enum-value": {
    label: "Rename an enum value",
    detail: "While releases run that say the old one",
    fields: [
      { name: "type", label: "Type", kind: "name", required: true, placeholder: "public.mood" },
      { name: "value", label: "Value", kind: "words", required: true, placeholder: "ok", beside: true },
      { name: "to", label: "New name", kind: "words", required: true, placeholder: "fine" },
    ],
  },
  "remove-enum-value": {
    label: "Remove an enum value",
    detail: "Rows that have it get another",
    fields: [
      { name: "type", label: "Type", kind: "name", required: true, placeholder: "public.mood" },
      { name: "value", label: "Value", kind: "words", required: true, placeholder: "sad", beside: true },
      {
        name: "replacement",
        label: "In its place",
        kind: "words",
        placeholder: "NULL",
        help: "What rows that have the value get",
      },
    ],
  },
  "split-column": {
    label: "Split a column",
    detail: "Into several, kept in step both ways",
    fields: [
      TABLE,
      { ...COLUMN, placeholder: "full_name" },
      {
        name: "into",
        label: "New columns",
        kind: "expression",
        required: true,
        placeholder: "split_part(full_name, ' ', 1)::text AS first_name, …",
        help: "As a SELECT says them, each with its type",
      },
      {
        name: "back",
        label: "The way back",
        kind: "expression",
        required: true,
        placeholder: "concat_ws(' ', first_name, last_name)",
        help: "A SQL expression over the new columns",
      },
    ],
  },
  "merge-columns": {
    label: "Merge columns",
    detail: "Into one, kept in step both ways",
    fields: [
      TABLE,
      { ...COLUMNS, placeholder: "first_name, last_name", help: undefined },
      {
        name: "into",
        label: "New column",
        kind: "expression",
        required: true,
        placeholder: "concat_ws(' ', first_name, last_name)::text AS full_name",
        help: "As a SELECT says it, with its type",
      },
      {
        name: "back",
        label: "The way back",
        kind: "expression",
        required: true,
        placeholder: "first_name = split_part(full_name, ' ', 1), …",
        help: "What each old column is, over the new one",
      },
    ],
  },
  "move-column": {
    label: "Move a column",
    detail: "To another table, carried over both ways",
    fields: [
      TABLE,
      { ...COLUMN, placeholder: "bio" },
      { name: "to", label: "To the table", kind: "table", required: true, placeholder: "public.profiles" },
      { name: "as", label: "Name there", kind: "name", placeholder: "the same", beside: true },
    ],
  },
  "split-table": {
    label: "Split a table",
    detail: "Columns into a new table of the same key",
    fields: [
      TABLE,
      { ...COLUMNS, placeholder: "email, phone" },
      { name: "to", label: "New table", kind: "name", required: true, placeholder: "contacts", beside: true },
    ],
  },
  "merge-tables": {
    label: "Merge tables",
    detail: "The columns of one into the other, row for row",
    fields: [
      { ...TABLE, placeholder: "public.profiles" },
      {
        name: "into",
        label: "Into the table",
        kind: "table",
        required: true,
        placeholder: "public.people",
        beside: true,
      },
      {
        name: "as",
        label: "Names there",
        kind: "expression",
        placeholder: "created_at AS profile_created_at",
        help: "Of the columns that get another one",
      },
      { name: "without", label: "Left out", kind: "columns", placeholder: "nothing", beside: true },
    ],
  },
  "update-rows": {
    label: "Change rows",
    detail: "In short batches; what they were is kept",
    fields: [
      TABLE,
      {
        name: "set",
        label: "Set",
        kind: "expression",
        required: true,
        placeholder: "email = lower(email)",
        help: "As SQL writes it behind SET",
      },
      WHERE,
    ],
  },
  "delete-rows": {
    label: "Delete rows",
    detail: "In short batches; they are kept",
    fields: [TABLE, WHERE],
  },
  "create-function": {
    label: "Create or replace a function",
    detail: "Also a procedure",
    fields: [
      {
        ...STATEMENT,
        placeholder: `CREATE FUNCTION public.twice(n int) RETURNS int LANGUAGE sql AS 'SELECT n * 2'`,
      },
    ],
  },
  "drop-function": {
    label: "Drop a function",
    detail: "Once no release calls it",
    fields: [
      { name: "name", label: "Function", kind: "name", required: true, placeholder: "public.twice(int)" },
    ],
  },
  "create-trigger": {
    label: "Create or replace a trigger",
    detail: "Writes of every release run it",
    fields: [
      {
        ...STATEMENT,
        placeholder: `CREATE TRIGGER touch BEFORE UPDATE ON public.people FOR EACH ROW EXECUTE FUNCTION public.touch()`,
      },
    ],
  },
  "drop-trigger": {
    label: "Drop a trigger",
    detail: "Once no release relies on it",
    fields: [
      TABLE,
      { name: "name", label: "Trigger", kind: "name", required: true, placeholder: "touch", beside: true },
    ],
  },
  "create-sequence": {
    label: "Create a sequence",
    detail: "Nobody uses it yet",
    fields: [{ ...STATEMENT, placeholder: `CREATE SEQUENCE public.invoice_numbers START 1000` }],
  },
  "drop-sequence": {
    label: "Drop a sequence",
    detail: "Put aside first: nothing is lost",
    fields: [
      {
        name: "name",
        label: "Sequence",
        kind: "name",
        required: true,
        placeholder: "public.invoice_numbers",
      },
    ],
  },
  "create-extension": {
    label: "Install an extension",
    detail: "Where the server has it at hand",
    fields: [{ ...STATEMENT, placeholder: `CREATE EXTENSION IF NOT EXISTS pg_trgm` }],
  },
  "drop-extension": {
    label: "Drop an extension",
    detail: "Once no release uses what it brought",
    fields: [{ name: "name", label: "Extension", kind: "name", required: true, placeholder: "pg_trgm" }],
  },
  "create-schema": {
    label: "Create a schema",
    detail: "Empty, and its owner's alone",
    fields: [{ ...STATEMENT, placeholder: `CREATE SCHEMA archive` }],
  },
  "drop-schema": {
    label: "Drop a schema",
    detail: "An empty one",
    fields: [{ name: "name", label: "Schema", kind: "name", required: true, placeholder: "archive" }],
  },
  "create-domain": {
    label: "Create a domain",
    detail: "A type with rules",
    fields: [{ ...STATEMENT, placeholder: `CREATE DOMAIN public.email AS text CHECK (VALUE LIKE '%@%')` }],
  },
  "drop-domain": {
    label: "Drop a domain",
    detail: "One that no column has",
    fields: [{ name: "name", label: "Domain", kind: "name", required: true, placeholder: "public.email" }],
  },
  "drop-type": {
    label: "Drop an enum",
    detail: "One that no column has",
    fields: [{ name: "name", label: "Type", kind: "name", required: true, placeholder: "public.mood" }],
  },
  "rename-type": {
    label: "Rename a type",
    detail: "Once no release says the old name",
    fields: [
      { name: "name", label: "Type", kind: "name", required: true, placeholder: "public.mood" },
      { ...NEW_NAME, placeholder: "feeling", beside: true },
    ],
  },
  "set-row-security": {
    label: "Switch row security",
    detail: "Whether policies hold on a table",
    fields: [{ ...STATEMENT, placeholder: `ALTER TABLE public.people ENABLE ROW LEVEL SECURITY` }],
  },
  "set-replica-identity": {
    label: "Set the replica identity",
    detail: "What tells a row to subscribers",
    fields: [{ ...STATEMENT, placeholder: `ALTER TABLE public.people REPLICA IDENTITY FULL` }],
  },
  "set-options": {
    label: "Set storage parameters",
    detail: "fillfactor, autovacuum and the like",
    fields: [{ ...STATEMENT, placeholder: `ALTER TABLE public.people SET (fillfactor = 80)` }],
  },
  "set-statistics": {
    label: "Set a column's statistics target",
    detail: "How much ANALYZE gathers",
    fields: [
      { ...STATEMENT, placeholder: `ALTER TABLE public.people ALTER COLUMN email SET STATISTICS 500` },
    ],
  },
  "set-storage": {
    label: "Set a column's storage",
    detail: "How long values are stored",
    fields: [
      { ...STATEMENT, placeholder: `ALTER TABLE public.people ALTER COLUMN email SET STORAGE EXTERNAL` },
    ],
  },
  "create-policy": {
    label: "Create a policy",
    detail: "Which rows a role sees and writes",
    fields: [
      { ...STATEMENT, placeholder: `CREATE POLICY own_rows ON public.people USING (name = current_user)` },
    ],
  },
  "alter-policy": {
    label: "Change a policy",
    detail: "Its rows, its roles or its name",
    fields: [
      { ...STATEMENT, placeholder: `ALTER POLICY own_rows ON public.people USING (name = session_user)` },
    ],
  },
  "drop-policy": {
    label: "Drop a policy",
    detail: "Once no release relies on it",
    fields: [
      TABLE,
      { name: "name", label: "Policy", kind: "name", required: true, placeholder: "own_rows", beside: true },
    ],
  },
  "create-statistics": {
    label: "Create extended statistics",
    detail: "What columns have to do with one another",
    fields: [
      {
        ...STATEMENT,
        placeholder: `CREATE STATISTICS public.people_place ON city, country FROM public.people`,
      },
    ],
  },
  "drop-statistics": {
    label: "Drop extended statistics",
    detail: "Queries are planned without them",
    fields: [
      { name: "name", label: "Statistics", kind: "name", required: true, placeholder: "public.people_place" },
    ],
  },
  "create-publication": {
    label: "Create a publication",
    detail: "Tables whose changes subscribers get",
    fields: [{ ...STATEMENT, placeholder: "CREATE PUBLICATION feed FOR TABLE public.people" }],
  },
  "alter-publication": {
    label: "Change a publication",
    detail: "What it lists, and its options",
    fields: [{ ...STATEMENT, placeholder: "ALTER PUBLICATION feed ADD TABLE public.people" }],
  },
  "drop-publication": {
    label: "Drop a publication",
    detail: "Once no subscription asks for it",
    fields: [{ name: "name", label: "Publication", kind: "name", required: true, placeholder: "feed" }],
  },
  "set-schema": {
    label: "Move a table to another schema",
    detail: "A view answers to the old name",
    fields: [
      TABLE,
      { name: "to", label: "Schema", kind: "name", required: true, placeholder: "crm", beside: true },
    ],
  },
  grant: {
    label: "Grant",
    detail: "Let roles do something",
    fields: RIGHTS_FIELDS,
  },
  revoke: {
    label: "Revoke",
    detail: "Once no release needs it",
    fields: RIGHTS_FIELDS,
  },
  "create-view": {
    label: "Create or replace a view",
    detail: "Also a materialized one, with its indexes",
    fields: [
      {
        ...STATEMENT,
        placeholder: "CREATE VIEW public.adults AS SELECT id, name FROM public.people WHERE age > 17",
      },
    ],
  },
  "drop-view": {
    label: "Drop a view",
    detail: "Once no release uses it",
    fields: [{ name: "name", label: "View", kind: "name", required: true, placeholder: "public.adults" }],
  },
  "refresh-view": {
    label: "Refresh a materialized view",
    detail: "While it is read",
    fields: [{ name: "name", label: "View", kind: "name", required: true, placeholder: "public.totals" }],
  },
  "raw-sql": {
    label: "Run SQL as it is",
    detail: "What no other operation stands for",
    fields: [
      { name: "sql", label: "SQL", kind: "statement", required: true },
      {
        name: "revert",
        label: "What takes it back",
        kind: "statement",
        help: "Without it there is no way back",
      },
    ],
  },
  comment: {
    label: "Comment",
    detail: "Say what a table or column is for",
    fields: [
      TABLE,
      { ...COLUMN, required: false, placeholder: "the table itself" },
      { name: "text", label: "Comment", kind: "words", required: true, placeholder: "Where we write to" },
    ],
  },
};
