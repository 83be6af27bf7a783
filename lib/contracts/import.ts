import * as z from "zod";
import { Id } from "./common";
import { ToolId } from "./interop";
import { MAX_REVIEW_SQL, ReviewedFile, ReviewedTool } from "./review";

/** Files that one request may bring. */
export const MAX_IMPORT_FILES = 5_000;

/** `POST /imports`: a team's migrations, to be reviewed as their tool runs them. */
export const NewImport = z
  .object({
    /** Of the repository: the migrations, and what stands beside them (`knexfile.js`, `atlas.sum`, …). */
    files: z
      .array(z.object({ path: z.string().min(1).max(1_000), content: z.string() }))
      .min(1)
      .max(MAX_IMPORT_FILES),
    /** Facts from what is there, and from its tool's history what has run. */
    environmentId: Id.optional(),
    /** Major version of the server; of the environment where one is given, else 15. */
    pgVersion: z.coerce.number().int().min(13).max(18).optional(),
    /** Whose migrations they are, where not as recognised. */
    tool: ToolId.optional(),
    /** Names of the migrations to review; those that have not run where left out. */
    only: z.array(z.string()).optional(),
  })
  .refine(({ files }) => files.reduce((sum, { content }) => sum + content.length, 0) <= MAX_REVIEW_SQL, {
    path: ["files"],
    message: `More than ${MAX_REVIEW_SQL} characters: send the folder of the migrations only`,
  });
export type NewImport = z.infer<typeof NewImport>;

export const ImportedFile = z.object({
  /** As the tool's history has it. */
  name: z.string(),
  path: z.string(),
  /** Null where nothing says what has run. */
  isApplied: z.boolean().nullable(),
  /** What the tool does with one that stands before one that has run: refuses it, or skips it for ever. */
  late: z.enum(["refused", "skipped"]).nullable(),
  /** The way up as plain SQL; what is not known without running it is not in it. */
  sql: z.string(),
  /** Null where it was not asked for. */
  review: ReviewedFile.nullable(),
});
export type ImportedFile = z.infer<typeof ImportedFile>;

export const MigrationImport = z
  .object({
    /** The tools that the files speak for, the likeliest first. */
    tools: z.array(ReviewedTool),
    /** Whose migrations these are; null where none was recognised. */
    tool: ToolId.nullable(),
    /** The tool's history in the environment; null without an environment, or where it has none. */
    history: z.string().nullable(),
    /**
     * What the migrations that have run would have left, and is not in the environment's database: `table public.users`,
     * `column public.users.email`. Null without a history, or where they hold code whose SQL is not known.
     */
    recordedButMissing: z.array(z.string()).readonly().nullable(),
    /** In the order in which the tool runs them. */
    migrations: z.array(ImportedFile),
  })
  .meta({ id: "MigrationImport" });
export type MigrationImport = z.infer<typeof MigrationImport>;
