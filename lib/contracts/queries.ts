import * as z from "zod";
import { Id, Instant, PageQuery } from "./common";
import { RunState } from "./run";

export const CatalogQuery = z.object({
  q: z.string().max(200).optional().meta({ description: "Only tables whose `schema.name` has this in it" }),
});

export const RunQuery = PageQuery.extend({
  environmentId: Id.optional(),
  planId: Id.optional(),
  state: RunState.optional(),
  active: z
    .enum(["true", "false"])
    .transform((text) => text === "true")
    .optional()
    .meta({ description: "Only runs that are not final" }),
});

export const RehearsalQuery = PageQuery.extend({ environmentId: Id.optional() });

export const RolloutQuery = z.object({
  planIds: z
    .string()
    .transform((text) => text.split(",").filter((id) => id !== ""))
    .pipe(z.array(Id).max(100))
    .optional()
    .meta({ description: "Plans, separated by commas. Default: those that stand half done somewhere" }),
});

export const DeployQuery = PageQuery.extend({
  environmentId: Id.optional(),
  planId: Id.optional(),
  service: z.string().optional(),
});

export const ResumeInput = z
  .strictObject({
    choice: z.string().max(200).optional().meta({ description: "One of the choices of the run's `reason`" }),
  })
  .meta({ id: "ResumeInput" });

export const SessionParams = z.object({
  id: Id,
  // Prepared transactions are shown with a negative pid; they are refused with the reason why.
  pid: z.coerce.number().int().meta({ description: "Process id, as in the lock sample" }),
});

export const SessionActed = z
  .object({
    id: z.string(),
    pid: z.int(),
    act: z.enum(["cancel", "terminate"]),
    user: z.string().nullable(),
    applicationName: z.string().nullable(),
  })
  .meta({ id: "SessionActed" });

export const StreamQuery = z.object({
  topics: z
    .string()
    .min(1)
    .meta({ description: "`run:ID`, `locks:ENV`, `traffic:ENV`, separated by commas" }),
  lastEventId: z.string().optional().meta({ description: "As the header `Last-Event-ID`" }),
});

/** The browser's own unfinished form: kept as it is, shown to nobody else. */
export const DraftInput = z
  .strictObject({ content: z.record(z.string(), z.unknown()) })
  .refine(({ content }) => JSON.stringify(content).length <= 1_000_000, {
    message: "A draft may have 1 MB",
    path: ["content"],
  })
  .meta({ id: "DraftInput" });

export const Draft = z
  .object({ content: z.record(z.string(), z.unknown()).nullable(), updatedAt: Instant.nullable() })
  .meta({ id: "Draft" });
