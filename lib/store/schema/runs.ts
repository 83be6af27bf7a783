import { sql } from "drizzle-orm";
import { index, integer, jsonb, pgTable, primaryKey, text, uniqueIndex } from "drizzle-orm/pg-core";
import type { Catalog } from "../../catalog/model";
import type { ToolId } from "../../contracts/interop";
import type {
  NewRunEvent,
  PauseReason,
  Run,
  RunPace,
  RunState,
  RunStep,
  RunWatch,
} from "../../contracts/run";
import type { Migration } from "../../interop/recorder";
import { ofPlan } from "./changes";
import { createdAt, instant } from "./columns";
import { ofEnvironment } from "./environments";
import { byUser } from "./people";
import { rollouts } from "./rollouts";

/** The plan's tables at one moment, with a stamp of their rows in the system catalog. */
export interface RunBaseline {
  readonly stamp: string;
  readonly catalog: Catalog;
}

/** What a run writes into the history of the team's own tool with the end of its phase, or takes out of it. */
export interface RunRecord {
  readonly tool: ToolId;
  readonly history: string;
  readonly migrations: readonly Migration[];
  /** Names that were in the history before; null until the run has told that it is about to write. */
  readonly before: readonly string[] | null;
  /** The record that a run back takes away; null on the way up. */
  readonly recordId: string | null;
}

export const runs = pgTable(
  "runs",
  {
    id: text("id").primaryKey(),
    rolloutId: text("rollout_id")
      .notNull()
      .references(() => rollouts.id),
    planId: ofPlan(),
    environmentId: ofEnvironment(),
    phaseId: text("phase_id").notNull(),
    direction: text("direction").$type<"up" | "down">().notNull(),
    state: text("state").$type<RunState>().notNull(),
    reason: jsonb("reason").$type<PauseReason>(),
    error: jsonb("error").$type<{ code: string; message: string }>(),
    /** The choice a person made when resuming. */
    choice: text("choice"),
    steps: jsonb("steps").$type<RunStep[]>().notNull(),
    pace: text("pace").$type<RunPace>().notNull().default("normal"),
    preflight: jsonb("preflight").$type<Run["preflight"]>(),
    /** The plan's tables as they were after the last step of ours: what differs since is somebody else's. */
    baseline: jsonb("baseline").$type<RunBaseline>(),
    record: jsonb("record").$type<RunRecord>(),
    startedById: byUser("started_by_id"),
    /** Lease: who should work, by the database's clock. The fence on the target says who can. */
    leaseOwner: text("lease_owner"),
    leaseExpiresAt: instant("lease_expires_at"),
    /** Raised by every take-over; every write on the target carries it. */
    epoch: integer("epoch").notNull().default(0),
    lastSeq: integer("last_seq").notNull().default(0),
    createdAt: createdAt(),
    startedAt: instant("started_at"),
    finishedAt: instant("finished_at"),
  },
  (t) => [
    index("runs_rollout_phase").on(t.rolloutId, t.phaseId, t.createdAt),
    // One run at a time per rollout, whoever asks.
    uniqueIndex("runs_one_active_per_rollout")
      .on(t.rolloutId)
      .where(sql`${t.state} in ('queued','running','pausing','paused','aborting')`),
  ],
);

export const runEvents = pgTable(
  "run_events",
  {
    runId: text("run_id")
      .notNull()
      .references(() => runs.id, { onDelete: "cascade" }),
    seq: integer("seq").notNull(),
    at: instant("at").notNull().defaultNow(),
    type: text("type").$type<NewRunEvent["type"]>().notNull(),
    data: jsonb("data").notNull(),
  },
  (t) => [primaryKey({ columns: [t.runId, t.seq] })],
);

/** How often each table had been read from end to end, and how many rows that gave. */
export type ScanCounts = Readonly<Record<string, { readonly scans: number; readonly rows: number }>>;

/** The time after a run that succeeded. The sampler of its environment looks, whichever worker has it. */
export const runWatches = pgTable(
  "run_watches",
  {
    runId: text("run_id")
      .primaryKey()
      .references(() => runs.id, { onDelete: "cascade" }),
    environmentId: text("environment_id").notNull(),
    until: instant("until").notNull(),
    endedAt: instant("ended_at"),
    endedBy: text("ended_by").$type<RunWatch["endedBy"]>(),
    findings: jsonb("findings").$type<RunWatch["findings"]>().notNull().default([]),
    /** Of the run's tables when the watch began; null before the first look. */
    scans: jsonb("scans").$type<ScanCounts>(),
  },
  (t) => [index("run_watches_open").on(t.environmentId).where(sql`${t.endedAt} is null`)],
);

export const workers = pgTable("workers", {
  id: text("id").primaryKey(),
  hostname: text("hostname").notNull(),
  pid: integer("pid").notNull(),
  startedAt: instant("started_at").notNull().defaultNow(),
  heartbeatAt: instant("heartbeat_at").notNull().defaultNow(),
});

/** Rows written into the history of a team's own migration tool, so that exactly those can be taken away again. */
export const toolRecords = pgTable(
  "tool_records",
  {
    id: text("id").primaryKey(),
    planId: ofPlan(),
    environmentId: ofEnvironment(),
    phaseId: text("phase_id").notNull(),
    tool: text("tool").$type<ToolId>().notNull(),
    history: text("history").notNull(),
    migrations: jsonb("migrations").$type<Migration[]>().notNull(),
    /** Names that were in the history before. */
    before: jsonb("before").$type<string[]>().notNull(),
    recordedById: byUser("recorded_by_id"),
    /** The run that wrote it with its phase, and takes it away with it; null where a person recorded it afterwards. */
    runId: text("run_id").references(() => runs.id),
    recordedAt: instant("recorded_at").notNull().defaultNow(),
    forgottenAt: instant("forgotten_at"),
  },
  (t) => [
    uniqueIndex("tool_records_standing")
      .on(t.planId, t.environmentId, t.phaseId, t.tool)
      .where(sql`${t.forgottenAt} is null`),
  ],
);
