import * as z from "zod";
import { Id, Instant } from "./common";
import { BLOCKER_DEEDS, TIERS } from "./constants";

/** Lowest first. Every phase on a tier needs the same node done on one environment of each lower tier that exists. */
export const Tier = z.enum(TIERS);
export type Tier = z.infer<typeof Tier>;

export const HEALTH_SIGNALS = [
  "blocked-sessions",
  "oldest-transaction",
  "replica-lag",
  "replication-slots",
  "wal-archiving",
  "free-disk",
] as const;
export const HealthSignal = z.enum(HEALTH_SIGNALS);
export type HealthSignal = z.infer<typeof HealthSignal>;

/** A name as a whole, `*` for any part of it. */
const NamePattern = z.string().trim().min(1).max(100);

/** What a run does about a session that is in its way. The first rule that fits decides; where none fits, it waits. */
export const BlockerRule = z
  .strictObject({
    /** Of the session in the way; `*` stands for any text. Left out: any. */
    applicationName: NamePattern.optional(),
    user: NamePattern.optional(),
    /**
     * wait: never touch it. cancel: its statement is cancelled. terminate: its session is ended (what is idle in a
     * transaction has no statement to cancel). ask: the run stops and asks.
     */
    deed: z.enum(BLOCKER_DEEDS),
    /** How long it must have been in the way before that. */
    afterMs: z.int().min(0).max(3_600_000).default(30_000),
  })
  .refine((rule) => rule.applicationName !== undefined || rule.user !== undefined, {
    message: "Name the sessions it is for: applicationName, user or both. * alone fits every one.",
    path: ["applicationName"],
  });
export type BlockerRule = z.infer<typeof BlockerRule>;

/** Where the app's error rate is told, and the most it may be. */
export const ErrorRate = z.strictObject({
  /** Answers JSON, as the query API of a Prometheus does. */
  url: z.url({ protocol: /^https?$/ }).max(1000),
  /** Names and positions that lead to the number, e.g. `data.result.0.value.1`. */
  path: z.string().trim().min(1, "Say where in the answer the number is").max(200),
  /** In the unit of the answer. */
  max: z.number().min(0),
});
export type ErrorRate = z.infer<typeof ErrorRate>;

/** How runs behave on an environment. Every field has a default, so `{}` is a policy. */
export const Policy = z
  .object({
    /** Approvals by people other than the author before a destructive phase. */
    contractApprovals: z.int().min(0).max(5).default(1),
    /** Target duration of one backfill batch. */
    batchTargetMs: z.int().min(5).max(1000).default(25),
    /** Sleep between batches as a fraction of the batch's own duration. */
    batchPauseRatio: z.number().min(0).max(50).default(0.2),
    /** Vacuum the walked table after each so many percent of its rows, which bounds its growth; 0: not. */
    vacuumEveryPercent: z.int().min(0).max(100).default(0),
    /** WAL that one backfill may cause before it stops to ask; 0: as much as it takes. */
    walBudgetBytes: z
      .int()
      .min(0)
      .default(50 * 1024 ** 3),
    /** By how much the table that it walks may grow before it stops to ask; 0: as much as it takes. */
    growthBudgetBytes: z
      .int()
      .min(0)
      .default(50 * 1024 ** 3),
    /** The most time other sessions may wait because of one step of ours, summed over sessions. */
    harmBudgetMs: z.int().min(0).max(600_000).default(2000),
    /** How long to keep looking for a gap between other sessions' locks before stopping to ask. */
    lockWaitLimitMs: z.int().min(100).max(3_600_000).default(120_000),
    /** Tries for the locks of one step before stopping to ask. */
    lockAttemptLimit: z.int().min(1).max(1_000_000).default(5_000),
    /** What to do about sessions in the way, first fitting rule first. */
    blockerRules: z.array(BlockerRule).max(20).default([]),
    /** A backfill holds while replay on any replica is further behind than this. */
    maxReplicaLagMs: z.int().min(0).default(10_000),
    /** A backfill holds while a replication slot keeps more WAL than this. */
    maxSlotBytes: z
      .int()
      .min(0)
      .default(10 * 1024 ** 3),
    /** A backfill holds while any transaction is older than this. */
    maxTransactionAgeMs: z.int().min(1000).default(300_000),
    /** Signals that must be readable; an unreadable one holds the run. */
    requiredSignals: z.array(HealthSignal).default(["blocked-sessions", "oldest-transaction"]),
    /** The app's own health URL: a backfill holds while it answers anything but 2xx; asked after a run too. */
    healthUrl: z
      .url({ protocol: /^https?$/ })
      .max(500)
      .nullable()
      .default(null),
    /** The app's error rate: a backfill holds while it is above its limit or cannot be read; asked after a run too. */
    errorRate: ErrorRate.nullable().default(null),
    /** The tripwire must not have moved for this long before contract. */
    quietWindowMs: z.int().min(0).default(10_000),
    /** How long to watch after a run that succeeded, for what it may have done to the app; 0: not. */
    watchAfterMs: z.int().min(0).max(86_400_000).default(900_000),
    /** Statements of other sessions are kept and shown to nobody with their literals. */
    hideLiterals: z.boolean().default(false),
  })
  .meta({ id: "Policy" });
export type Policy = z.infer<typeof Policy>;
export const DEFAULT_POLICY: Policy = Policy.parse({});

type PolicyFields = typeof Policy.shape;
/**
 * Only the fields that are given. `Policy.partial()` would not do: zod fills in defaults inside optional fields, and a
 * patch of one field would reset all others.
 */
export const PolicyPatch = z.strictObject(
  Object.fromEntries(
    Object.entries(Policy.shape).map(([name, field]) => [name, field.unwrap().optional()]),
  ) as { [K in keyof PolicyFields]: z.ZodOptional<ReturnType<PolicyFields[K]["unwrap"]>> },
);

export const EnvironmentInput = z
  .strictObject({
    name: z.string().trim().min(1).max(60),
    tier: Tier,
    connectionString: z
      .string()
      .min(1)
      .meta({ description: "postgres://user:password@host:port/database?sslmode=…" }),
    services: z.array(z.string().trim().min(1).max(60)).min(1).default(["app"]),
    policy: PolicyPatch.optional(),
  })
  .meta({ id: "EnvironmentInput" });
export type EnvironmentInput = z.infer<typeof EnvironmentInput>;

export const EnvironmentPatch = z
  .strictObject({
    name: z.string().trim().min(1).max(60),
    tier: Tier,
    connectionString: z.string().min(1),
    services: z.array(z.string().trim().min(1).max(60)).min(1),
    policy: PolicyPatch,
  })
  .partial()
  .meta({ id: "EnvironmentPatch" });
export type EnvironmentPatch = z.infer<typeof EnvironmentPatch>;

/** One thing looked at when a connection is tested. */
export const CheckItem = z.object({
  code: z.string(),
  title: z.string(),
  status: z.enum(["ok", "warning", "error", "unknown"]),
  message: z.string(),
  /** SQL a DBA can run to mend it. */
  fixSql: z.string().nullable(),
});
export type CheckItem = z.infer<typeof CheckItem>;

export const EnvironmentCheck = z
  .object({
    ok: z.boolean(),
    checkedAt: Instant,
    serverVersion: z.string().nullable(),
    serverMajor: z.int().nullable(),
    items: z.array(CheckItem),
  })
  .meta({ id: "EnvironmentCheck" });
export type EnvironmentCheck = z.infer<typeof EnvironmentCheck>;

/** An environment as anybody may see it: no password, ever. */
export const Environment = z
  .object({
    id: Id,
    name: z.string(),
    tier: Tier,
    services: z.array(z.string()),
    policy: Policy,
    /** Part of the built-in demo: seeded, with a traffic generator. */
    demo: z.boolean(),
    connection: z.object({
      host: z.string(),
      port: z.int(),
      database: z.string(),
      user: z.string(),
      sslmode: z.string(),
    }),
    lastCheck: EnvironmentCheck.nullable(),
    createdAt: Instant,
  })
  .meta({ id: "Environment" });
export type Environment = z.infer<typeof Environment>;
