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

/** Ids of the review's rules; each has a page in docs/rules. */
export const RULE_IDS = [
  "add-column-volatile-default",
  "add-column-stored-generated",
  "add-column-auto-increment",
  "add-column-constrained-domain",
  "add-column-not-null-without-default",
  "set-not-null",
  "add-check-without-not-valid",
  "add-foreign-key-without-not-valid",
  "validate-constraint-same-transaction",
  "add-unique-without-index",
  "add-primary-key-without-index",
  "primary-key-on-nullable-column",
  "add-exclusion-constraint",
  "change-column-type",
  "set-generated-expression",
  "create-index-without-concurrently",
  "drop-index-without-concurrently",
  "reindex-without-concurrently",
  "detach-partition-without-concurrently",
  "attach-partition-without-check",
  "vacuum-full-or-cluster",
  "refresh-materialized-view-without-concurrently",
  "set-tablespace",
  "set-logged-or-unlogged",
  "set-access-method",
  "truncate-table",
  "lock-table",
  "add-domain-constraint",
  "concurrently-in-transaction",
  "non-transactional-statement-in-transaction",
  "concurrently-on-partitioned-table",
  "enum-value-used-in-transaction",
  "unclosed-transaction",
  "nested-transaction",
  "data-change-with-ddl",
  "statement-after-access-exclusive-lock",
  "multiple-tables-locked-in-transaction",
  "missing-lock-timeout",
  "missing-statement-timeout",
  "lock-timeout-before-concurrently",
  "concurrent-index-if-not-exists",
  "drop-table",
  "drop-column",
  "drop-schema",
  "drop-database",
  "drop-cascade",
  "truncate-cascade",
  "rename-table",
  "rename-column",
  "rename-schema",
  "rename-enum-value",
  "change-schema",
  "drop-not-null",
  "change-column-default",
  "drop-view",
  "drop-type",
  "drop-function",
  "drop-sequence",
  "drop-extension",
  "drop-foreign-key",
  "drop-primary-key",
  "change-replica-identity",
  "change-row-level-security",
  "change-privileges",
  "update-extension",
  "disable-trigger",
  "on-delete-cascade",
  "update-delete-without-where",
  "prefer-bigint",
  "prefer-text",
  "avoid-char",
  "prefer-timestamptz",
  "prefer-identity",
  "prefer-jsonb",
  "identifier-too-long",
  "unqualified-name",
  "create-enum",
  "enum-value-without-position",
  "create-domain-with-constraint",
  "foreign-key-without-index",
  "wide-index",
  "table-without-primary-key",
  "duplicate-column-name",
  "non-idempotent-statement",
  "combine-alter-table",
  "create-table-multiple-foreign-keys",
  "unsupported-in-version",
  "not-looked-into",
  "ignore-without-effect",
] as const;
