import { sql } from "drizzle-orm";
import {
  bigint,
  bigserial,
  boolean,
  doublePrecision,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import type { Catalog } from "../catalog/model";
import type { TrafficStats } from "../contracts/demo";
import type { EnvironmentCheck, Policy, Tier } from "../contracts/environment";
import type { ToolId } from "../contracts/interop";
import type { Locks } from "../contracts/locks";
import type { Operation } from "../contracts/operation";
import type { PlanDraft } from "../contracts/plan";
import type { AppQuery, RehearsalReport, RehearsalState } from "../contracts/rehearsal";
import type { NewRunEvent, PauseReason, Run, RunPace, RunState, RunStep, RunWatch } from "../contracts/run";
import type { Role } from "../contracts/user";
import type { Migration } from "../interop/recorder";
import type { WorkKind } from "../planner/work";

const instant = (name: string) => timestamp(name, { withTimezone: true, mode: "date", precision: 3 });
const createdAt = () => instant("created_at").notNull().defaultNow();

// ── people (columns are those better-auth expects; role and demo are ours) ─────────────────────────

export const user = pgTable("user", {
  id: text("id").primaryKey(),
  name: text("name").notNull(),
  email: text("email").notNull().unique(),
  emailVerified: boolean("email_verified").notNull().default(false),
  image: text("image"),
  role: text("role").$type<Role>().notNull().default("viewer"),
  demo: boolean("demo").notNull().default(false),
  createdAt: createdAt(),
  updatedAt: instant("updated_at").notNull().defaultNow(),
  /** Who is removed stays as the author of what they did, and is nobody to the rest. */
  removedAt: instant("removed_at"),
});

export const session = pgTable(
  "session",
  {
    id: text("id").primaryKey(),
    token: text("token").notNull().unique(),
    userId: text("user_id")
      .notNull()
      .references(() => user.id, { onDelete: "cascade" }),
    expiresAt: instant("expires_at").notNull(),
    ipAddress: text("ip_address"),
    userAgent: text("user_agent"),
    createdAt: createdAt(),
    updatedAt: instant("updated_at").notNull().defaultNow(),
  },
  (t) => [index("session_user_id").on(t.userId)],
);

export const account = pgTable(
  "account",
  {
    id: text("id").primaryKey(),
    accountId: text("account_id").notNull(),
    providerId: text("provider_id").notNull(),
    userId: text("user_id")
      .notNull()
      .references(() => user.id, { onDelete: "cascade" }),
    accessToken: text("access_token"),
    refreshToken: text("refresh_token"),
    idToken: text("id_token"),
    accessTokenExpiresAt: instant("access_token_expires_at"),
    refreshTokenExpiresAt: instant("refresh_token_expires_at"),
    scope: text("scope"),
    password: text("password"),
    createdAt: createdAt(),
    updatedAt: instant("updated_at").notNull().defaultNow(),
  },
  (t) => [index("account_user_id").on(t.userId)],
);

export const verification = pgTable("verification", {
  id: text("id").primaryKey(),
  identifier: text("identifier").notNull(),
  value: text("value").notNull(),
  expiresAt: instant("expires_at").notNull(),
  createdAt: createdAt(),
  updatedAt: instant("updated_at").notNull().defaultNow(),
});

export const rateLimit = pgTable("rate_limit", {
  id: text("id").primaryKey(),
  key: text("key").notNull().unique(),
  count: integer("count").notNull(),
  lastRequest: bigint("last_request", { mode: "number" }).notNull(),
});

/** Columns of better-auth's api-key plugin; the key itself is stored hashed. */
export const apikey = pgTable(
  "apikey",
  {
    id: text("id").primaryKey(),
    configId: text("config_id").notNull().default("default"),
    name: text("name"),
    start: text("start"),
    prefix: text("prefix"),
    key: text("key").notNull(),
    referenceId: text("reference_id").notNull(),
    refillInterval: integer("refill_interval"),
    refillAmount: integer("refill_amount"),
    lastRefillAt: instant("last_refill_at"),
    enabled: boolean("enabled").notNull().default(true),
    rateLimitEnabled: boolean("rate_limit_enabled").notNull().default(false),
    rateLimitTimeWindow: integer("rate_limit_time_window"),
    rateLimitMax: integer("rate_limit_max"),
    requestCount: integer("request_count").notNull().default(0),
    remaining: integer("remaining"),
    lastRequest: instant("last_request"),
    expiresAt: instant("expires_at"),
    createdAt: createdAt(),
    updatedAt: instant("updated_at").notNull().defaultNow(),
    permissions: text("permissions"),
    metadata: text("metadata"),
  },
  (t) => [index("apikey_key").on(t.key), index("apikey_reference_id").on(t.referenceId)],
);

// ── environments ───────────────────────────────────────────────────────────────────────────────────

export const environments = pgTable(
  "environments",
  {
    id: text("id").primaryKey(),
    name: text("name").notNull(),
    tier: text("tier").$type<Tier>().notNull(),
    services: jsonb("services").$type<string[]>().notNull(),
    policy: jsonb("policy").$type<Partial<Policy>>().notNull(),
    demo: boolean("demo").notNull().default(false),
    /** Host, port, database, user, sslmode: nothing secret. */
    connection: jsonb("connection")
      .$type<{ host: string; port: number; database: string; user: string; sslmode: string }>()
      .notNull(),
    /** Sealed JSON `{password, ca}`; associated data is the environment's id, so that rows cannot be swapped. */
    sealedSecret: text("sealed_secret").notNull(),
    lastCheck: jsonb("last_check").$type<EnvironmentCheck>(),
    createdAt: createdAt(),
    deletedAt: instant("deleted_at"),
  },
  (t) => [uniqueIndex("environments_name").on(sql`lower(${t.name})`).where(sql`${t.deletedAt} is null`)],
);

// ── what is wanted ─────────────────────────────────────────────────────────────────────────────────

export const changes = pgTable("changes", {
  id: text("id").primaryKey(),
  title: text("title").notNull(),
  reason: text("reason"),
  environmentId: text("environment_id")
    .notNull()
    .references(() => environments.id),
  operations: jsonb("operations").$type<Operation[]>().notNull(),
  authorId: text("author_id")
    .notNull()
    .references(() => user.id),
  createdAt: createdAt(),
});

/** Immutable but for `superseded_by`. */
export const plans = pgTable(
  "plans",
  {
    id: text("id").primaryKey(),
    changeId: text("change_id")
      .notNull()
      .references(() => changes.id),
    environmentId: text("environment_id")
      .notNull()
      .references(() => environments.id),
    hash: text("hash").notNull(),
    draft: jsonb("draft").$type<PlanDraft>().notNull(),
    supersededBy: text("superseded_by"),
    createdAt: createdAt(),
  },
  (t) => [index("plans_change_id").on(t.changeId)],
);

/** Unfinished new-change forms, one per person. */
export const drafts = pgTable("drafts", {
  userId: text("user_id")
    .primaryKey()
    .references(() => user.id, { onDelete: "cascade" }),
  content: jsonb("content").$type<Record<string, unknown>>().notNull(),
  updatedAt: instant("updated_at").notNull().defaultNow(),
});

// ── rehearsals ─────────────────────────────────────────────────────────────────────────────────────

export const rehearsals = pgTable(
  "rehearsals",
  {
    id: text("id").primaryKey(),
    planId: text("plan_id")
      .notNull()
      .references(() => plans.id),
    environmentId: text("environment_id")
      .notNull()
      .references(() => environments.id),
    state: text("state").$type<RehearsalState>().notNull().default("queued"),
    /** Null: those that the environment's statistics have seen. */
    queries: jsonb("queries").$type<AppQuery[]>(),
    requestedById: text("requested_by_id")
      .notNull()
      .references(() => user.id),
    requestedAt: instant("requested_at").notNull().defaultNow(),
    startedAt: instant("started_at"),
    endedAt: instant("ended_at"),
    /** Who is at it, until when they were last heard of, by the database's clock, and which try this is. */
    takenBy: text("taken_by"),
    heartbeatAt: instant("heartbeat_at"),
    attempts: integer("attempts").notNull().default(0),
    /** Why there is no report. */
    error: text("error"),
    report: jsonb("report").$type<RehearsalReport>(),
  },
  (t) => [
    index("rehearsals_plan_environment").on(t.planId, t.environmentId),
    index("rehearsals_on_their_way").on(t.requestedAt).where(sql`${t.state} in ('queued','running')`),
  ],
);

// ── rollouts ───────────────────────────────────────────────────────────────────────────────────────

export const rollouts = pgTable(
  "rollouts",
  {
    id: text("id").primaryKey(),
    planId: text("plan_id")
      .notNull()
      .references(() => plans.id),
    environmentId: text("environment_id")
      .notNull()
      .references(() => environments.id),
    /** Relations it works on, for "one open rollout per environment and relation". */
    relations: jsonb("relations").$type<string[]>().notNull(),
    closedAt: instant("closed_at"),
    createdAt: createdAt(),
  },
  (t) => [uniqueIndex("rollouts_plan_environment").on(t.planId, t.environmentId)],
);

export const approvals = pgTable(
  "approvals",
  {
    id: text("id").primaryKey(),
    planId: text("plan_id")
      .notNull()
      .references(() => plans.id),
    planHash: text("plan_hash").notNull(),
    environmentId: text("environment_id")
      .notNull()
      .references(() => environments.id),
    phaseId: text("phase_id").notNull(),
    decision: text("decision").$type<"approve" | "reject">().notNull(),
    comment: text("comment").notNull(),
    approverId: text("approver_id")
      .notNull()
      .references(() => user.id),
    losses: jsonb("losses").$type<{ what: string; rows: number | null }[]>().notNull(),
    createdAt: createdAt(),
  },
  (t) => [index("approvals_plan_environment").on(t.planId, t.environmentId)],
);

/** Rows written into the history of a team's own migration tool, so that exactly those can be taken away again. */
export const toolRecords = pgTable(
  "tool_records",
  {
    id: text("id").primaryKey(),
    planId: text("plan_id")
      .notNull()
      .references(() => plans.id),
    environmentId: text("environment_id")
      .notNull()
      .references(() => environments.id),
    phaseId: text("phase_id").notNull(),
    tool: text("tool").$type<ToolId>().notNull(),
    history: text("history").notNull(),
    migrations: jsonb("migrations").$type<Migration[]>().notNull(),
    /** Names that were in the history before. */
    before: jsonb("before").$type<string[]>().notNull(),
    recordedById: text("recorded_by_id")
      .notNull()
      .references(() => user.id),
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

export const deploys = pgTable(
  "deploys",
  {
    id: text("id").primaryKey(),
    environmentId: text("environment_id")
      .notNull()
      .references(() => environments.id),
    service: text("service").notNull(),
    version: text("version").notNull(),
    commit: text("commit"),
    status: text("status").$type<"started" | "finished" | "rolledBack">().notNull(),
    planId: text("plan_id").references(() => plans.id),
    nodeId: text("node_id"),
    startedAt: instant("started_at").notNull().defaultNow(),
    finishedAt: instant("finished_at"),
    createdAt: createdAt(),
  },
  (t) => [index("deploys_environment_service").on(t.environmentId, t.service, t.startedAt)],
);

/** What was seen of a tripwire's sequence, so that "no increase since" can be said. */
export const tripwires = pgTable(
  "tripwires",
  {
    environmentId: text("environment_id").notNull(),
    sequence: text("sequence").notNull(),
    value: text("value"),
    observedSince: instant("observed_since").notNull().defaultNow(),
    lastMovedAt: instant("last_moved_at"),
    seenAt: instant("seen_at").notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.environmentId, t.sequence] })],
);

// ── runs ───────────────────────────────────────────────────────────────────────────────────────────

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
    planId: text("plan_id")
      .notNull()
      .references(() => plans.id),
    environmentId: text("environment_id")
      .notNull()
      .references(() => environments.id),
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
    startedById: text("started_by_id")
      .notNull()
      .references(() => user.id),
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

// ── watching ───────────────────────────────────────────────────────────────────────────────────────

/** One row per environment: the newest sample, written by the elected sampler, read by every stream. */
export const lockSamples = pgTable("lock_samples", {
  environmentId: text("environment_id").primaryKey(),
  locks: jsonb("locks").$type<Locks>(),
  takenAt: instant("taken_at"),
  /** Touched while somebody looks; the sampler is fast only until then. */
  watchedUntil: instant("watched_until"),
});

/** The demo's traffic generator: what it counts, and what it is told. */
/** What a sampler saw, the worst of each second, so that a blocker that is gone can still be looked at. */
export const lockTape = pgTable(
  "lock_tape",
  {
    environmentId: text("environment_id").notNull(),
    /** Whole seconds. */
    at: instant("at").notNull(),
    waiting: integer("waiting").notNull(),
    longestWaitMs: doublePrecision("longest_wait_ms").notNull(),
    harmMs: doublePrecision("harm_ms").notNull(),
    /** The sample, with the sessions of the tree alone; null where nobody waited. */
    locks: jsonb("locks").$type<Locks>(),
  },
  (t) => [primaryKey({ columns: [t.environmentId, t.at] })],
);

export const demoTraffic = pgTable("demo_traffic", {
  environmentId: text("environment_id").primaryKey(),
  stats: jsonb("stats").$type<TrafficStats>(),
  statsAt: instant("stats_at"),
});

export const demoCommands = pgTable("demo_commands", {
  id: bigserial("id", { mode: "number" }).primaryKey(),
  environmentId: text("environment_id").notNull(),
  kind: text("kind").$type<"deploy" | "misbehave" | "stop">().notNull(),
  payload: jsonb("payload").$type<Record<string, unknown>>().notNull(),
  createdAt: createdAt(),
  doneAt: instant("done_at"),
});

// ── audit ──────────────────────────────────────────────────────────────────────────────────────────

/** Append-only by trigger; hash-chained; see lib/audit. */
export const auditEvents = pgTable(
  "audit_events",
  {
    seq: bigint("seq", { mode: "number" }).primaryKey(),
    at: instant("at").notNull(),
    actorId: text("actor_id"),
    actorName: text("actor_name").notNull(),
    action: text("action").notNull(),
    subjectType: text("subject_type").notNull(),
    subjectId: text("subject_id").notNull(),
    environmentId: text("environment_id"),
    summary: text("summary").notNull(),
    detail: jsonb("detail").$type<Record<string, unknown>>().notNull(),
    prevHash: text("prev_hash").notNull(),
    hash: text("hash").notNull(),
  },
  (t) => [index("audit_events_action").on(t.action), index("audit_events_subject").on(t.subjectId)],
);

/** Facts about this installation: the demo's seeding, the one-time set-up code. */
export const settings = pgTable("settings", {
  key: text("key").primaryKey(),
  value: jsonb("value").notNull(),
  updatedAt: instant("updated_at").notNull().defaultNow(),
});

/** What single steps of earlier runs showed, for estimates: the newest of each kind of work. */
export const measuredSteps = pgTable(
  "measured_steps",
  {
    seq: bigserial("seq", { mode: "number" }).primaryKey(),
    environmentId: text("environment_id").notNull(),
    kind: text("kind").$type<WorkKind>().notNull(),
    rows: doublePrecision("rows").notNull(),
    /** Of the table's heap, or of its partitions'. */
    bytes: doublePrecision("bytes").notNull(),
    /** Of work: waiting left out. */
    ms: doublePrecision("ms").notNull(),
    measuredAt: instant("measured_at").notNull().defaultNow(),
    runId: text("run_id").notNull(),
    stepId: text("step_id").notNull(),
  },
  (t) => [index("measured_steps_kind").on(t.environmentId, t.kind, t.seq)],
);
