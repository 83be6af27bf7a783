import { createHash } from "node:crypto";
import type { ClientBase } from "pg";
import { quoteIdentifier } from "../sql/identifiers";

/** Version of schema `interlock` that this code writes. Raise it with a new entry in MIGRATIONS, never edit one. */
export const INTERLOCK_SCHEMA_VERSION = 1;

/**
 * What Interlock keeps on a target, beside the data it works on.
 *
 * USAGE on the schema goes to PUBLIC because the dual-write triggers run as the app's roles, also as roles that are
 * made later, and name a sequence here. The tables are nobody's but the owner's.
 * `run` carries the epoch that every transaction of ours checks; `cursor` is written in the batch's own transaction,
 * so data and position cannot part, not even by a failover that loses the last commits; `ledger` has one row per
 * transaction that did a step, so a commit whose answer was lost is decided by reading it.
 */
const MIGRATIONS: readonly string[] = [
  `CREATE SCHEMA IF NOT EXISTS interlock;
GRANT USAGE ON SCHEMA interlock TO PUBLIC;
CREATE TABLE IF NOT EXISTS interlock.version (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  version integer NOT NULL
);
CREATE TABLE IF NOT EXISTS interlock.run (
  run_id text PRIMARY KEY,
  rollout_id text NOT NULL,
  epoch integer NOT NULL,
  started_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE IF NOT EXISTS interlock.cursor (
  rollout_id text NOT NULL,
  step_id text NOT NULL,
  position jsonb,
  rows_done bigint NOT NULL DEFAULT 0,
  rows_written bigint NOT NULL DEFAULT 0,
  batches bigint NOT NULL DEFAULT 0,
  passes integer NOT NULL DEFAULT 0,
  done boolean NOT NULL DEFAULT false,
  run_id text NOT NULL,
  epoch integer NOT NULL,
  updated_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (rollout_id, step_id)
);
CREATE TABLE IF NOT EXISTS interlock.ledger (
  attempt_id text PRIMARY KEY,
  rollout_id text NOT NULL,
  step_id text NOT NULL,
  direction text NOT NULL,
  run_id text NOT NULL,
  epoch integer NOT NULL,
  at timestamptz NOT NULL DEFAULT now()
);
REVOKE ALL ON interlock.version, interlock.run, interlock.cursor, interlock.ledger FROM PUBLIC;`,
];

/** All of it as one script, for a DBA to run where our role may not create schemas; `role` is that role. */
export function interlockSchemaSql(role: string): string {
  const name = quoteIdentifier(role);
  return `BEGIN;
${MIGRATIONS.join("\n")}
${setVersionSql(INTERLOCK_SCHEMA_VERSION)};
GRANT CREATE ON SCHEMA interlock TO ${name};
GRANT SELECT ON interlock.version TO ${name};
GRANT SELECT, INSERT, UPDATE, DELETE ON interlock.run, interlock.cursor, interlock.ledger TO ${name};
COMMIT;
`;
}

export class InterlockSchemaError extends Error {
  override readonly name = "InterlockSchemaError";
  constructor(
    readonly code: "interlock-schema.newer" | "interlock-schema.busy",
    message: string,
  ) {
    super(message);
  }
}

/**
 * Makes or brings up to date schema `interlock`. Safe to call from many sessions at once; cheap where nothing is
 * to be done. The client must be outside a transaction.
 *
 * The lock is tried and polled, never waited for: a session that waits inside a lock function holds a snapshot, and
 * a concurrent index build elsewhere would wait for it in turn.
 */
export async function ensureInterlockSchema(
  client: ClientBase,
  { waitLimitMs = 30_000 } = {},
): Promise<void> {
  if ((await readVersion(client)) === INTERLOCK_SCHEMA_VERSION) return;
  const key = advisoryKey("schema");
  const giveUpAt = performance.now() + waitLimitMs;
  while (!(await tryAdvisoryLock(client, key))) {
    if (performance.now() > giveUpAt) {
      throw new InterlockSchemaError(
        "interlock-schema.busy",
        "Another session has been making schema interlock for too long.",
      );
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  try {
    const version = await readVersion(client);
    for (let next = version; next < INTERLOCK_SCHEMA_VERSION; next++) {
      await client.query(`BEGIN; ${MIGRATIONS[next]} ${setVersionSql(next + 1)}; COMMIT`);
    }
  } catch (error) {
    await client.query("ROLLBACK").catch(() => {});
    throw error;
  } finally {
    await client.query("SELECT pg_advisory_unlock($1::bigint)", [key]).catch(() => {});
  }
}

/** A session-level advisory lock's key for something of ours, as text for `$1::bigint`. */
export function advisoryKey(subject: string): string {
  return createHash("sha256").update(`interlock:${subject}`).digest().readBigInt64BE(0).toString();
}

async function tryAdvisoryLock(client: ClientBase, key: string): Promise<boolean> {
  const { rows } = await client.query<{ locked: boolean }>(
    "SELECT pg_try_advisory_lock($1::bigint) AS locked",
    [key],
  );
  return rows[0]?.locked === true;
}

/** Throws where the target was written by a newer release: an older one must not guess. */
async function readVersion(client: ClientBase): Promise<number> {
  const { rows } = await client.query<{ exists: boolean }>(
    "SELECT to_regclass('interlock.version') IS NOT NULL AS exists",
  );
  if (!rows[0]?.exists) return 0;
  const found = await client.query<{ version: number }>("SELECT version FROM interlock.version");
  const version = found.rows[0]?.version ?? 0;
  if (version > INTERLOCK_SCHEMA_VERSION) {
    throw new InterlockSchemaError(
      "interlock-schema.newer",
      `Schema interlock on this database is of version ${version}, newer than this release knows (${INTERLOCK_SCHEMA_VERSION}).`,
    );
  }
  return version;
}

function setVersionSql(version: number): string {
  return `INSERT INTO interlock.version (version) VALUES (${version}) ON CONFLICT (only_row) DO UPDATE SET version = excluded.version`;
}
