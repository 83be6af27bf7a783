import * as z from "zod";
import { Id, RelationLock } from "./common";
import { RULE_IDS } from "./constants";
import { ToolId } from "./interop";

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
