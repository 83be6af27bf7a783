import type pg from "pg";
import { closeTarget, openTarget } from "../target/connect";
import type { TargetConnection } from "../target/connection-string";
import { StepFailed } from "./interruption";

/** A session of ours on a target, with what identifies its server process beyond reuse of pids. */
export interface TargetSession {
  readonly client: pg.Client;
  readonly pid: number;
  /** pg_stat_activity.backend_start as text: with the pid it names one process for ever. */
  readonly backendStart: string;
  readonly serverMajor: number;
  readonly isSuperuser: boolean;
  close(): Promise<void>;
}

export const runApplicationName = (runId: string): string => `interlock:run:${runId}`;
export const guardApplicationName = (runId: string): string => `interlock:guard:${runId}`;

/** Opens a session under the given application name. Throws TargetError as `openTarget` does. */
export async function openSession(
  connection: TargetConnection,
  applicationName: string,
): Promise<TargetSession> {
  // No deadline of the client's on the connection as a whole: each kind of step sets its own.
  const client = await openTarget(connection, {
    applicationName,
    statementTimeoutMs: 30_000,
    clientDeadlineMs: null,
  });
  try {
    const { rows } = await client.query<{
      pid: number;
      backend_start: string;
      version_num: number;
      superuser: boolean;
    }>(`SELECT pg_backend_pid() AS pid,
        (SELECT backend_start::text FROM pg_stat_activity WHERE pid = pg_backend_pid()) AS backend_start,
        current_setting('server_version_num')::int AS version_num,
        current_setting('is_superuser') = 'on' AS superuser`);
    const row = rows[0]!;
    return {
      client,
      pid: row.pid,
      backendStart: row.backend_start,
      serverMajor: Math.floor(row.version_num / 10_000),
      isSuperuser: row.superuser,
      close: () => closeTarget(client),
    };
  } catch (error) {
    await closeTarget(client);
    throw error;
  }
}

/**
 * Refuses a pooler in transaction mode: session locks, and so the fence, would land on whatever server process comes
 * next. A pooler makes up the key data it sends at connect, so the process id in it is not the backend's. In session
 * mode that is harmless; in transaction mode, while `other` keeps a server connection busy, ours moves to another one.
 */
export async function refuseTransactionPooler(session: TargetSession, other: TargetSession): Promise<void> {
  const announced = (session.client as unknown as { processID: number | null }).processID;
  const pids = new Set<number>([session.pid]);
  const readPid = async () => {
    const { rows } = await session.client.query<{ pid: number }>("SELECT pg_backend_pid() AS pid");
    pids.add(rows[0]!.pid);
  };
  await readPid();
  if (announced !== session.pid) {
    await other.client.query("BEGIN");
    try {
      for (let i = 0; i < 3; i++) await readPid();
    } finally {
      await other.client.query("ROLLBACK");
    }
  }
  if (pids.size > 1) {
    throw new StepFailed(
      "target.transaction-pooler",
      "A pooler in transaction mode stands in front of this database: give the environment the server's own host and port (or a pool in session mode), so that locks belong to one session.",
    );
  }
}

/** Every time limit of a session, in milliseconds, 0 for none. */
export interface TimeLimits {
  readonly lockTimeoutMs: number;
  readonly statementTimeoutMs: number;
  readonly idleInTransactionTimeoutMs: number;
}

/** Limits by kind of step. Nothing is inherited from the role or the database. */
export const TIME_LIMITS = {
  /** A backfill's probe may read the whole table; its ACCESS SHARE lock keeps nobody waiting but other DDL. */
  probe: { lockTimeoutMs: 2_000, statementTimeoutMs: 0, idleInTransactionTimeoutMs: 15_000 },
  /** Short by nature; the lock is polled for, so the wait inside is only for what LOCK cannot cover. */
  ddl: { lockTimeoutMs: 50, statementTimeoutMs: 60_000, idleInTransactionTimeoutMs: 15_000 },
  /** Scans the whole table without blocking reads or writes: the guard watches, not a clock. */
  validate: { lockTimeoutMs: 50, statementTimeoutMs: 0, idleInTransactionTimeoutMs: 15_000 },
  /** lock_timeout would cancel a build that only waits for old snapshots, and leave an INVALID index. */
  concurrent: { lockTimeoutMs: 0, statementTimeoutMs: 0, idleInTransactionTimeoutMs: 15_000 },
  backfill: { lockTimeoutMs: 50, statementTimeoutMs: 30_000, idleInTransactionTimeoutMs: 15_000 },
} as const satisfies Record<string, TimeLimits>;

/** Sets the limits for what follows in this session and reads them back. Throws StepFailed where one did not take. */
export async function setTimeLimits(session: TargetSession, limits: TimeLimits): Promise<void> {
  const wanted: Record<string, number> = {
    lock_timeout: limits.lockTimeoutMs,
    statement_timeout: limits.statementTimeoutMs,
    idle_in_transaction_session_timeout: limits.idleInTransactionTimeoutMs,
    ...(session.serverMajor >= 14 ? { idle_session_timeout: 0 } : {}),
    ...(session.serverMajor >= 17 ? { transaction_timeout: 0 } : {}),
  };
  const names = Object.keys(wanted);
  await session.client.query(
    `SELECT set_config(name, value, false) FROM unnest($1::text[], $2::text[]) AS wanted (name, value)`,
    [names, names.map((name) => String(wanted[name]))],
  );
  const { rows } = await session.client.query<{ name: string; setting: string }>(
    "SELECT name, setting FROM pg_settings WHERE name = ANY($1)",
    [names],
  );
  for (const { name, setting } of rows) {
    if (Number(setting) !== wanted[name]) {
      throw new StepFailed(
        "target.setting-refused",
        `${name} reads ${setting} after it was set to ${wanted[name]} ms: something between us and the server changes settings.`,
      );
    }
  }
  if (rows.length !== names.length)
    throw new StepFailed("target.setting-refused", "A time limit cannot be read back.");
}
