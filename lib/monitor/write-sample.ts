import type pg from "pg";
import type { Locks } from "../contracts/locks";

/** Replaces an environment's newest sample and wakes the streams that show it, in one statement. */
export async function writeSample(pool: pg.Pool, environmentId: string, locks: Locks): Promise<void> {
  await pool.query(
    `WITH written AS (
       INSERT INTO lock_samples (environment_id, locks, taken_at) VALUES ($1, $2::jsonb, now())
       ON CONFLICT (environment_id) DO UPDATE SET locks = excluded.locks, taken_at = excluded.taken_at
       RETURNING environment_id)
     SELECT pg_notify('interlock_wake', 'locks:' || environment_id) FROM written`,
    [environmentId, JSON.stringify(locks).replaceAll("\\u0000", "")],
  );
}

/** How long the tape is kept. */
const TAPE_KEPT = "24 hours";

/**
 * Keeps the worst sample of each second on the environment's tape, and forgets what is older than a day. Where nobody
 * waits only the figures are kept.
 */
export async function writeTape(pool: pg.Pool, environmentId: string, locks: Locks): Promise<void> {
  const { waiting, longestWaitMs, harmMs } = locks.summary;
  await pool.query(
    `WITH forgotten AS (
       DELETE FROM lock_tape WHERE environment_id = $1 AND at < now() - interval '${TAPE_KEPT}')
     INSERT INTO lock_tape (environment_id, at, waiting, longest_wait_ms, harm_ms, locks)
     VALUES ($1, date_trunc('second', now()), $2, $3, $4, $5::jsonb)
     ON CONFLICT (environment_id, at) DO UPDATE SET
       waiting = excluded.waiting, longest_wait_ms = excluded.longest_wait_ms, harm_ms = excluded.harm_ms,
       locks = excluded.locks
     WHERE excluded.waiting > lock_tape.waiting
        OR (excluded.waiting = lock_tape.waiting AND excluded.harm_ms > lock_tape.harm_ms)`,
    [
      environmentId,
      waiting,
      longestWaitMs,
      harmMs,
      waiting === 0 ? null : JSON.stringify(treeOnly(locks)).replaceAll("\\u0000", ""),
    ],
  );
}

/** The sample with those who wait or are waited for. */
function treeOnly(locks: Locks): Locks {
  const inTree = new Set(
    locks.sessions.flatMap(({ pid, blockedBy }) => (blockedBy.length > 0 ? [pid, ...blockedBy] : [])),
  );
  return { ...locks, sessions: locks.sessions.filter(({ pid }) => inTree.has(pid)) };
}
