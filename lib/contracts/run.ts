import * as z from "zod";
import { Id, Instant, RelationLock } from "./common";
import { BLOCKER_DEEDS, RUN_PACES } from "./constants";
import { CheckItem } from "./environment";
import { ExportOptions, ToolId } from "./interop";
import { StepKind } from "./plan";

export const RUN_STATES = [
  "queued",
  "running",
  "pausing",
  "paused",
  "aborting",
  "aborted",
  "succeeded",
  "failed",
] as const;
export const RunState = z.enum(RUN_STATES);
export type RunState = z.infer<typeof RunState>;

export const STEP_STATES = [
  "pending",
  "running",
  "waiting",
  "skipped",
  "succeeded",
  "failed",
  "reverted",
] as const;
export const StepState = z.enum(STEP_STATES);
export type StepState = z.infer<typeof StepState>;

/** How a backfill treats the rest of the database; may be changed while it runs. */
export const RunPace = z.enum(RUN_PACES);
export type RunPace = z.infer<typeof RunPace>;

export const PauseReason = z.object({
  code: z.string(),
  message: z.string(),
  waitsFor: z.enum(["person", "condition"]),
  choices: z.array(z.object({ id: z.string(), label: z.string() })),
});
export type PauseReason = z.infer<typeof PauseReason>;

export const RunInput = z
  .strictObject({
    planId: Id,
    environmentId: Id,
    phaseId: z.string().min(1),
    direction: z.enum(["up", "down"]).default("up"),
    /**
     * The team's own tool whose history is told in the transaction of the phase's last step; the options are those the
     * files were exported with. Only on the way up: the way back takes away what was written on the way up.
     */
    recordIn: ExportOptions.omit({ phase: true }).extend({ tool: ToolId }).optional(),
  })
  .meta({ id: "RunInput" });
export type RunInput = z.infer<typeof RunInput>;

export const RunPatch = z.strictObject({ pace: RunPace }).meta({ id: "RunPatch" });
export type RunPatch = z.infer<typeof RunPatch>;

/** A session that holds or awaits a lock in our way. */
export const Blocker = z.object({
  pid: z.int(),
  user: z.string().nullable(),
  applicationName: z.string().nullable(),
  state: z.string().nullable(),
  query: z.string().nullable(),
  transactionAgeMs: z.number().nullable(),
  /** Empty where the end of its whole transaction is waited for, as a concurrent build does. */
  relation: z.string(),
  mode: z.string(),
  /** With the pid it names one process for ever. */
  backendStart: z.string().nullish(),
  /** What the environment's policy says is done about it, and after how long in the way; null: it is waited for. */
  remedy: z.object({ deed: z.enum(BLOCKER_DEEDS), afterMs: z.number() }).nullish(),
});
export type Blocker = z.infer<typeof Blocker>;

export const RunStep = z.object({
  id: z.string(),
  title: z.string(),
  kind: StepKind,
  state: StepState,
  sql: z.string(),
  locks: z.array(RelationLock),
  startedAt: Instant.nullable(),
  finishedAt: Instant.nullable(),
  attempts: z.int(),
  /** Session-milliseconds other sessions waited because of this step. */
  harmMs: z.number(),
  /** Backfills only: rows looked at, rows written, estimate of all, rate, time left without pauses. */
  progress: z
    .object({
      rowsDone: z.number(),
      rowsWritten: z.number(),
      rowsTotal: z.number().nullable(),
      batches: z.number(),
      rowsPerSecond: z.number().nullable(),
      batchesPerSecond: z.number().nullable(),
      batchSize: z.number(),
      etaMs: z.number().nullable(),
      /** WAL of the server while our batches were under way, and the table with its indexes before and now. */
      walBytes: z.number().nullish(),
      tableBytesBefore: z.number().nullish(),
      tableBytes: z.number().nullish(),
      /** Vacuums between slices. */
      vacuums: z.number().nullish(),
      /** Which health signal holds the backfill, in words. */
      heldBy: z.string().nullable(),
    })
    .nullable(),
  /** What the server says a supervised statement is at: its phase, how far, and whom it waits for. Null once over. */
  activity: z
    .object({ phase: z.string(), ratio: z.number().nullable(), waitsFor: z.array(Blocker) })
    .nullish(),
  /** What a step in one transaction showed: how long it held its locks, and which. Bounds the next environment. */
  measured: z.object({ lockedMs: z.number(), locks: z.array(RelationLock) }).nullish(),
  error: z.string().nullable(),
});
export type RunStep = z.infer<typeof RunStep>;

export const WATCH_FINDINGS = ["waiting", "scans", "app-health", "error-rate", "blind"] as const;

/** What was noticed in the time after a run. */
export const WatchFinding = z.object({
  code: z.enum(WATCH_FINDINGS),
  /** The table, where it is about one. */
  relation: z.string().nullable(),
  message: z.string(),
  /** How bad, in the code's own unit: milliseconds, or for `scans` how many. Told again once it has doubled. */
  measure: z.number(),
  firstAt: Instant,
  lastAt: Instant,
});
export type WatchFinding = z.infer<typeof WatchFinding>;

/** The time after a run that succeeded, in which Interlock looks whether it did the app any harm. */
export const RunWatch = z.object({
  until: Instant,
  endedAt: Instant.nullable(),
  /** Over because its time was, or because a later run of the same plan began there. */
  endedBy: z.enum(["time", "later-run"]).nullable(),
  findings: z.array(WatchFinding),
});
export type RunWatch = z.infer<typeof RunWatch>;

export const Run = z
  .object({
    id: Id,
    planId: Id,
    changeId: Id,
    environmentId: Id,
    phaseId: z.string(),
    phaseTitle: z.string(),
    direction: z.enum(["up", "down"]),
    state: RunState,
    reason: PauseReason.nullable(),
    error: z.object({ code: z.string(), message: z.string() }).nullable(),
    pace: RunPace,
    startedById: Id,
    startedByName: z.string(),
    createdAt: Instant,
    startedAt: Instant.nullable(),
    finishedAt: Instant.nullable(),
    harmMs: z.number(),
    harmBudgetMs: z.number(),
    /** What was looked at before its first step, the last time it was taken up; null before that. */
    preflight: z.object({ at: Instant, items: z.array(CheckItem) }).nullable(),
    /** The migrations that it writes into a tool's history with its last step, or takes out of it. */
    record: z.object({ tool: ToolId, history: z.string(), migrations: z.array(z.string()) }).nullable(),
    steps: z.array(RunStep),
    /** Null where it has not succeeded, or the policy says not to watch. */
    watch: RunWatch.nullable(),
    /** Sequence of the newest event. */
    lastSeq: z.int(),
    /** What may be asked of it now. */
    actions: z.object({ pause: z.boolean(), resume: z.boolean(), abort: z.boolean() }),
  })
  .meta({ id: "Run" });
export type Run = z.infer<typeof Run>;

const event = <K extends string, D extends z.ZodType>(type: K, data: D) =>
  z.object({ seq: z.int(), at: Instant, type: z.literal(type), data });

/** Frames of a run's stream; `seq` increases by one per run. */
export const RunEvent = z.discriminatedUnion("type", [
  event(
    "state",
    z.object({
      state: RunState,
      reason: PauseReason.nullable(),
      error: z.object({ code: z.string(), message: z.string() }).nullable(),
    }),
  ),
  event("step", z.object({ step: RunStep })),
  event("progress", z.object({ stepId: z.string(), progress: RunStep.shape.progress.unwrap() })),
  event(
    "attempt",
    z.object({
      stepId: z.string(),
      attempt: z.int(),
      outcome: z.enum(["acquired", "busy", "timeout", "deadlock", "error"]),
      waitedMs: z.number(),
      message: z.string(),
    }),
  ),
  event("blocked", z.object({ stepId: z.string(), blockers: z.array(Blocker) })),
  event("harm", z.object({ stepId: z.string(), harmMs: z.number(), budgetMs: z.number() })),
  event("pace", z.object({ pace: RunPace, by: z.string() })),
  event("preflight", z.object({ items: z.array(CheckItem) })),
  event("watch", z.object({ watch: RunWatch })),
  event(
    "log",
    z.object({
      level: z.enum(["info", "warning", "error"]),
      message: z.string(),
      stepId: z.string().nullable(),
    }),
  ),
]);
export type RunEvent = z.infer<typeof RunEvent>;
/** An event before the store numbers and dates it. */
export type NewRunEvent = {
  [K in RunEvent["type"]]: { type: K; data: Extract<RunEvent, { type: K }>["data"] };
}[RunEvent["type"]];
