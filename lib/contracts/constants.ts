// What the contracts list and count, free of zod: a browser loads these, and of the schemas only their types.

export const LOCK_MODES = [
  "AccessShareLock",
  "RowShareLock",
  "RowExclusiveLock",
  "ShareUpdateExclusiveLock",
  "ShareLock",
  "ShareRowExclusiveLock",
  "ExclusiveLock",
  "AccessExclusiveLock",
] as const;

export const TIERS = ["development", "staging", "production"] as const;

export const BLOCKER_DEEDS = ["wait", "cancel", "terminate", "ask"] as const;

export const ROLES = ["viewer", "engineer", "approver", "admin"] as const;

export const RUN_PACES = ["gentle", "normal", "fast"] as const;

/** Longest stretch of a tape in one answer. */
export const MAX_TAPE_MS = 60 * 60_000;

export const SNIPPET_TARGETS = [
  "sql",
  "rails",
  "django",
  "prisma",
  "drizzle",
  "typeorm",
  "sqlalchemy",
] as const;

/** Migration tools whose files a plan can become; `sql` is plain up and down scripts. */
export const TOOL_IDS = [
  "sql",
  "prisma",
  "drizzle",
  "knex",
  "typeorm",
  "sequelize",
  "node-pg-migrate",
  "dbmate",
  "rails",
  "alembic",
  "django",
  "flyway",
  "liquibase",
  "golang-migrate",
  "goose",
  "sqitch",
  "atlas",
  "pgroll",
] as const;

/** As their makers write them. */
export const TOOL_LABELS: Readonly<Record<(typeof TOOL_IDS)[number], string>> = {
  sql: "Plain SQL",
  prisma: "Prisma Migrate",
  drizzle: "Drizzle Kit",
  knex: "Knex",
  typeorm: "TypeORM",
  sequelize: "Sequelize",
  "node-pg-migrate": "node-pg-migrate",
  dbmate: "dbmate",
  rails: "Rails",
  alembic: "Alembic",
  django: "Django",
  flyway: "Flyway",
  liquibase: "Liquibase",
  "golang-migrate": "golang-migrate",
  goose: "goose",
  sqitch: "Sqitch",
  atlas: "Atlas",
  pgroll: "pgroll",
};

export const DEMO_VERSIONS = ["v1", "v2", "v3"] as const;

export const MISBEHAVIOURS = [
  "long-transaction",
  "idle-in-transaction",
  "lock-storm",
  "old-cron-worker",
] as const;
