import * as z from "zod";
import { Id, Instant, LockMode } from "./common";
import { FindingLevel } from "./plan";

/** A statement of the app, as a driver sends it: parameters are `$1`, `$2` … */
export const AppQuery = z.object({
  sql: z.string().min(1).max(100_000),
  /** The role that sends it; null where nobody knows, as for the next. */
  role: z.string().nullable().default(null),
  /** How often it was sent since the server's statistics were reset. */
  calls: z.number().nonnegative().nullable().default(null),
});
export type AppQuery = z.infer<typeof AppQuery>;

export const RehearsalInput = z.strictObject({
  /** Whose structure is rehearsed on. */
  environmentId: Id,
  /** The app's statements; left out: those that `pg_stat_statements` of the environment has seen. */
  queries: z
    .array(
      z.union([
        z
          .string()
          .min(1)
          .max(100_000)
          .transform((sql): AppQuery => ({ sql, role: null, calls: null })),
        AppQuery,
      ]),
    )
    .max(2000)
    .optional(),
});
export type RehearsalInput = z.infer<typeof RehearsalInput>;

/** Which way the plan went: up, all the way back, and up once more. */
export const RehearsalPass = z.enum(["up", "down", "up-again"]);
export type RehearsalPass = z.infer<typeof RehearsalPass>;

/** One action of the plan (a step, or a part of a step's revert) on the shadow database. */
export const RehearsedAction = z.object({
  pass: RehearsalPass,
  phaseId: z.string(),
  stepId: z.string(),
  title: z.string(),
  outcome: z.enum(["done", "already-done", "failed"]),
  durationMs: z.number(),
  /** On relations that were there before the plan; null where they cannot be seen: outside of a
   * transaction, and in a backfill, which is many. */
  locks: z
    .array(
      z.object({
        relation: z.string(),
        /** Null where the plan names none. */
        planned: LockMode.nullable(),
        /** Null where none was taken. */
        observed: LockMode.nullable(),
      }),
    )
    .nullable(),
  /** Tables whose file was written anew. */
  rewrote: z.array(z.string()),
  /** What the server said; null unless failed. */
  error: z.string().nullable(),
});
export type RehearsedAction = z.infer<typeof RehearsedAction>;

/** How one statement of the app fares at every boundary of the plan. */
export const QueryCompatibility = AppQuery.extend({
  /** `not-checked`: the shadow does not take it even before the plan. */
  verdict: z.enum(["works", "breaks", "not-checked"]),
  /** The first phase after which it breaks. */
  breaksAfter: z.string().nullable(),
  /** True where no deploy stands before that phase: the app as it is today breaks. */
  beforeAnyDeploy: z.boolean(),
  error: z.string().nullable(),
});
export type QueryCompatibility = z.infer<typeof QueryCompatibility>;

export const RehearsalFinding = z.object({
  /** Errors mean that the rehearsal is not passed. */
  level: FindingLevel,
  code: z.string(),
  message: z.string(),
  phaseId: z.string().nullable(),
  stepId: z.string().nullable(),
});
export type RehearsalFinding = z.infer<typeof RehearsalFinding>;

/** What was seen on the shadow database. */
export const RehearsalReport = z.object({
  /** No finding is an error. */
  passed: z.boolean(),
  /** Of the shadow's server and of the environment's, e.g. `18.4`. */
  serverVersion: z.string(),
  environmentServerVersion: z.string(),
  /** What could not be made on the shadow, or came out otherwise than it is. */
  missing: z.array(z.object({ object: z.string(), message: z.string() })),
  /** Synthetic rows, in tables that the plan touches. */
  rows: z.array(z.object({ relation: z.string(), rows: z.int() })),
  actions: z.array(RehearsedAction),
  compatibility: z.object({
    source: z.enum(["given", "pg_stat_statements", "none"]),
    /** Why there are none, or fewer than wanted; null where there is nothing to say. */
    note: z.string().nullable(),
    queries: z.array(QueryCompatibility),
  }),
  findings: z.array(RehearsalFinding),
});
export type RehearsalReport = z.infer<typeof RehearsalReport>;

/** `succeeded` and `failed` are final: failed where the report is not passed, or where there is none. */
export const RehearsalState = z.enum(["queued", "running", "succeeded", "failed"]);
export type RehearsalState = z.infer<typeof RehearsalState>;

/** A plan carried out on a throwaway copy of an environment's structure. */
export const Rehearsal = z
  .object({
    id: Id,
    planId: Id,
    environmentId: Id,
    state: RehearsalState,
    requestedBy: z.string(),
    requestedAt: Instant,
    endedAt: Instant.nullable(),
    /** Why there is no report; null while it is on its way and where there is one. */
    error: z.string().nullable(),
    report: RehearsalReport.nullable(),
  })
  .meta({ id: "Rehearsal" });
export type Rehearsal = z.infer<typeof Rehearsal>;

/** A rehearsal in a list: without what it found. */
export const RehearsalBrief = Rehearsal.omit({ report: true }).meta({ id: "RehearsalBrief" });
export type RehearsalBrief = z.infer<typeof RehearsalBrief>;
