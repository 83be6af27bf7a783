import * as z from "zod";
import { Id, RelationLock } from "./common";
import { ToolId } from "./interop";

/** Ids of the review's rules; each has a page in docs/rules. */
export const RULE_IDS = [
  "add-column-volatile-default",
  "add-column-stored-generated",
  "add-column-auto-increment",
  "add-column-constrained-domain",
  "add-column-not-null-without-default",
  "set-not-null",
  "add-check-without-not-valid",
  "add-foreign-key-without-not-valid",
  "validate-constraint-same-transaction",
  "add-unique-without-index",
  "add-primary-key-without-index",
  "primary-key-on-nullable-column",
  "add-exclusion-constraint",
  "change-column-type",
  "set-generated-expression",
  "create-index-without-concurrently",
  "drop-index-without-concurrently",
  "reindex-without-concurrently",
  "detach-partition-without-concurrently",
  "attach-partition-without-check",
  "vacuum-full-or-cluster",
  "refresh-materialized-view-without-concurrently",
  "set-tablespace",
  "set-logged-or-unlogged",
  "set-access-method",
  "truncate-table",
  "lock-table",
  "add-domain-constraint",
  "concurrently-in-transaction",
  "non-transactional-statement-in-transaction",
  "concurrently-on-partitioned-table",
  "enum-value-used-in-transaction",
  "unclosed-transaction",
  "nested-transaction",
  "data-change-with-ddl",
  "statement-after-access-exclusive-lock",
  "multiple-tables-locked-in-transaction",
  "missing-lock-timeout",
  "missing-statement-timeout",
  "lock-timeout-before-concurrently",
  "concurrent-index-if-not-exists",
  "drop-table",
  "drop-column",
  "drop-schema",
  "drop-database",
  "drop-cascade",
  "truncate-cascade",
  "rename-table",
  "rename-column",
  "rename-schema",
  "rename-enum-value",
  "change-schema",
  "drop-not-null",
  "change-column-default",
  "drop-view",
  "drop-type",
  "drop-function",
  "drop-sequence",
  "drop-extension",
  "drop-foreign-key",
  "drop-primary-key",
  "change-replica-identity",
  "change-row-level-security",
  "change-privileges",
  "update-extension",
  "disable-trigger",
  "on-delete-cascade",
  "update-delete-without-where",
  "prefer-bigint",
  "prefer-text",
  "avoid-char",
  "prefer-timestamptz",
  "prefer-identity",
  "prefer-jsonb",
  "identifier-too-long",
  "unqualified-name",
  "create-enum",
  "enum-value-without-position",
  "create-domain-with-constraint",
  "foreign-key-without-index",
  "wide-index",
  "table-without-primary-key",
  "duplicate-column-name",
  "non-idempotent-statement",
  "combine-alter-table",
  "create-table-multiple-foreign-keys",
  "unsupported-in-version",
  "not-looked-into",
  "ignore-without-effect",
] as const;
export const RuleId = z.enum(RULE_IDS);
export type RuleId = z.infer<typeof RuleId>;

export const ReviewLevel = z.enum(["info", "warning", "error"]);
export type ReviewLevel = z.infer<typeof ReviewLevel>;

export const ReviewFinding = z.object({
  rule: RuleId,
  level: ReviewLevel,
  message: z.string(),
  relation: z.string().nullable(),
  /** Where the statement starts (or the comment that is meant), counted from 1. */
  line: z.int(),
  column: z.int(),
  /** What to do instead. */
  help: z.string(),
});
export type ReviewFinding = z.infer<typeof ReviewFinding>;

export const ReviewedStatement = z.object({
  /** Counted from 0 over the file's SQL statements. */
  index: z.int(),
  line: z.int(),
  column: z.int(),
  sql: z.string(),
  /** The statement's kind, e.g. `AlterTable`; `Code` for code of a migration whose SQL is not known, `Psql` for
   * a command of psql that brings SQL from elsewhere. */
  kind: z.string(),
  locks: z.array(RelationLock),
  blocksReads: z.boolean(),
  blocksWrites: z.boolean(),
  rewrites: z.boolean(),
  scans: z.boolean(),
  transactional: z.boolean(),
  destructive: z.boolean(),
  /** True where the statement was not looked into: then the other facts promise nothing. */
  unknown: z.boolean(),
  findings: z.array(ReviewFinding),
});
export type ReviewedStatement = z.infer<typeof ReviewedStatement>;

export const ReviewedFile = z.object({
  path: z.string(),
  /** Where the file is not valid SQL; its statements are then empty. */
  error: z.object({ message: z.string(), line: z.int(), column: z.int() }).nullable(),
  statements: z.array(ReviewedStatement),
  /** What else is to be said of the file, e.g. that its tool would never run it. */
  notes: z.array(z.string()).optional(),
});
export type ReviewedFile = z.infer<typeof ReviewedFile>;

/** A migration tool whose files were recognised, and reviewed as it runs them. */
export const ReviewedTool = z.object({
  tool: ToolId,
  label: z.string(),
  /** Folder of its migrations; empty for the root. */
  directory: z.string(),
  /** `certain`: nobody else writes such files. */
  confidence: z.enum(["certain", "likely"]),
  /** A file or a text that only it writes, or the names of its files. */
  because: z.string(),
  /** Migrations found. */
  total: z.int(),
  /** How many the tool would still run; null where nothing says what has run. */
  pending: z.int().nullable(),
});
export type ReviewedTool = z.infer<typeof ReviewedTool>;

export const Review = z
  .object({ files: z.array(ReviewedFile), tools: z.array(ReviewedTool).optional() })
  .meta({ id: "Review" });
export type Review = z.infer<typeof Review>;

/** Characters of SQL that one request may bring: parsing holds up the process. The command line takes more. */
export const MAX_REVIEW_SQL = 2_000_000;

export const NewReview = z.object({
  sql: z.string().max(MAX_REVIEW_SQL),
  /** Facts also from what is there. */
  environmentId: Id.optional(),
  /** Major version of the server; of the environment where one is given, else 15. */
  pgVersion: z.coerce.number().int().min(13).max(18).optional(),
  /** Whether the runner wraps the file in one transaction. */
  inTransaction: z.boolean().optional(),
});
export type NewReview = z.infer<typeof NewReview>;
