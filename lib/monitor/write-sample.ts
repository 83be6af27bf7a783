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
