import * as z from "zod";
import { Id, Instant } from "./common";
import { TOOL_IDS } from "./constants";

export const ToolId = z.enum(TOOL_IDS);
export type ToolId = z.infer<typeof ToolId>;

/** What the files have to fit in with; all of it optional, with the tool's own defaults. */
export const ExportOptions = z.object({
  /** Only this phase's files; all phases where left out. */
  phase: z.string().optional(),
  /** The instant the files are named after; the plan's own where left out, so that exporting twice gives the same names. */
  namedAt: Instant.optional(),
  /** The newest migration on the branch and in the database, by the tool's name for it: ours come after it. */
  newest: z.string().max(255).optional(),
  /** Folder of the migrations, where it is not the tool's default. */
  directory: z
    .string()
    .max(200)
    .regex(/^(?!\/)(?!.*\.\.)[\w@./-]+$/, "A path inside the repository, with / between folders")
    .optional(),
  /** Django: label of the app whose migrations they are. */
  app: z
    .string()
    .regex(/^[a-z_][a-z0-9_]*$/i, "A Python identifier")
    .max(100)
    .optional(),
  /** Rails: version in brackets, as in the newest file. */
  railsVersion: z
    .string()
    .regex(/^\d+\.\d+$/, "Like 7.1")
    .optional(),
});
export type ExportOptions = z.infer<typeof ExportOptions>;

/** `GET /plans/:id/export`. */
export const ExportQuery = ExportOptions.extend({ tool: ToolId });

export const ExportedFile = z.object({
  /** Relative to the repository's root, with `/`. */
  path: z.string(),
  content: z.string(),
});
export type ExportedFile = z.infer<typeof ExportedFile>;

/** A file of the team's repository, as it is. */
export type RepositoryFile = ExportedFile;

/** `POST /plans/:id/export`: the same, with what the files have to continue. */
export const ExportInput = ExportQuery.extend({
  /** Of the repository, with their paths in it. Drizzle: the newest snapshot and the journal in `meta`. Atlas: the whole folder. */
  repository: z
    .array(z.object({ path: z.string().min(1).max(1_000), content: z.string().max(20_000_000) }))
    .max(1_000),
}).meta({ id: "ExportInput" });

/** The files of one phase: they belong into one release. */
export const ExportedPhase = z.object({
  phaseId: z.string(),
  title: z.string(),
  /** What must be true before the files may be merged, in words. */
  mergeAfter: z.string(),
  files: z.array(ExportedFile),
});
export type ExportedPhase = z.infer<typeof ExportedPhase>;

export const PlanExport = z
  .object({
    tool: ToolId,
    phases: z.array(ExportedPhase),
    /** Every phase's files in one list, in the order they run. */
    files: z.array(ExportedFile),
    /** What the tool cannot express, and what else the team has to change by hand. */
    notes: z.array(z.string()),
  })
  .meta({ id: "PlanExport" });
export type PlanExport = z.infer<typeof PlanExport>;

/** A migration tool whose history table was found in an environment's database. */
export const EnvironmentTool = z
  .object({
    tool: ToolId,
    label: z.string(),
    /** `schema.name` of the history table. */
    history: z.string(),
    count: z.int(),
    /** The newest migration by the tool's name for it. */
    newest: z.string().nullable(),
    /** As the tool wrote it; null where it keeps no time. */
    newestAt: z.string().nullable(),
    /** Whether Interlock can write its history; where not, what to do instead. */
    records: z.boolean(),
    /** Names that Interlock recorded for phases that have run, and that the history does not have any more. */
    lost: z.array(z.string()),
  })
  .meta({ id: "EnvironmentTool" });
export type EnvironmentTool = z.infer<typeof EnvironmentTool>;

/** `POST /plans/:id/environments/:envId/records`: the options are those the files were exported with. */
export const ToolRecordInput = ExportOptions.extend({
  tool: ToolId,
  phase: z.string().min(1),
}).meta({ id: "ToolRecordInput" });
export type ToolRecordInput = z.infer<typeof ToolRecordInput>;

/** What was written into a tool's history for one phase. */
export const ToolRecord = z
  .object({
    id: Id,
    planId: Id,
    environmentId: Id,
    phaseId: z.string(),
    tool: ToolId,
    history: z.string(),
    /** Names as the tool has them, in order. */
    migrations: z.array(z.string()),
    /** The newest name that was there before: what the files were to follow. */
    follows: z.string().nullable(),
    /** The run that wrote it with the end of its phase; null where it was recorded afterwards. */
    runId: Id.nullable(),
    recordedAt: Instant,
    recordedBy: z.string(),
    /** When the rows were taken away again. */
    forgottenAt: Instant.nullable(),
  })
  .meta({ id: "ToolRecord" });
export type ToolRecord = z.infer<typeof ToolRecord>;
