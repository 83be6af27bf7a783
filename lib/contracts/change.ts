import * as z from "zod";
import { Id, Instant } from "./common";
import { Operation } from "./operation";
import { Plan, PlanDraft } from "./plan";

/** More in one change could be neither looked over by a person nor undone as one. */
export const MAX_OPERATIONS = 100;
const Sql = z.string().max(1_000_000);
const Sentence = z.string().max(2000);

/** Three ways in, exactly one of them given. */
export const ChangeInput = z
  .strictObject({
    title: z.string().trim().min(1).max(200),
    reason: z.string().max(5000).optional(),
    environmentId: Id,
    operations: z.array(Operation).min(1).max(MAX_OPERATIONS).optional(),
    sql: Sql.min(1).optional(),
    sentence: Sentence.min(1).optional(),
  })
  .refine((c) => [c.operations, c.sql, c.sentence].filter((v) => v !== undefined).length === 1, {
    message: "Give exactly one of operations, sql or sentence",
    path: ["operations"],
  })
  .meta({ id: "ChangeInput" });
export type ChangeInput = z.infer<typeof ChangeInput>;

/** As a change, but nothing is stored: the live preview while typing. Title may still be empty. */
export const PreviewInput = z.strictObject({
  environmentId: Id,
  operations: z.array(Operation).min(1).max(MAX_OPERATIONS).optional(),
  sql: Sql.optional(),
  sentence: Sentence.optional(),
});
export type PreviewInput = z.infer<typeof PreviewInput>;

/** Something that what was said leaves open; the plan is made of it as it was said. */
export const ChangeQuestion = z
  .object({
    kind: z.literal("rename"),
    table: z.string(),
    column: z.string(),
    to: z.string(),
    /** The question as a sentence. */
    message: z.string(),
    /** What the change is where the answer is yes. */
    operations: z.array(Operation),
  })
  .meta({ id: "ChangeQuestion" });
export type ChangeQuestion = z.infer<typeof ChangeQuestion>;

export const Preview = z
  .object({ operations: z.array(Operation), plan: PlanDraft, questions: z.array(ChangeQuestion) })
  .meta({ id: "Preview" });
export type Preview = z.infer<typeof Preview>;

export const Change = z
  .object({
    id: Id,
    title: z.string(),
    reason: z.string().nullable(),
    environmentId: Id,
    operations: z.array(Operation),
    authorId: Id,
    authorName: z.string(),
    createdAt: Instant,
    /** The newest plan. */
    planId: Id,
    summary: z.string(),
  })
  .meta({ id: "Change" });
export type Change = z.infer<typeof Change>;

export const ChangeWithPlan = z
  .object({
    change: Change,
    plan: Plan,
    /** Only in the answer to the call that made the change. */
    questions: z.array(ChangeQuestion).optional(),
  })
  .meta({ id: "ChangeWithPlan" });
export type ChangeWithPlan = z.infer<typeof ChangeWithPlan>;
