import { eq, sql } from "drizzle-orm";
import { Locks } from "../contracts/locks";
import type { Queryable } from "./client";
import { lockSamples } from "./schema";

export interface LockSample {
  readonly locks: Locks;
  /** When it was written, as text that grows: a position in a stream. */
  readonly takenAt: string;
  readonly ageMs: number;
}

/** The newest sample of an environment; null where none was ever taken. */
export async function readLockSample(q: Queryable, environmentId: string): Promise<LockSample | null> {
  const [row] = await q
    .select({
      locks: lockSamples.locks,
      takenAt: lockSamples.takenAt,
      ageMs: sql<string>`extract(epoch from clock_timestamp() - ${lockSamples.takenAt}) * 1000`,
    })
    .from(lockSamples)
    .where(eq(lockSamples.environmentId, environmentId));
  if (!row?.locks || !row.takenAt) return null;
  return {
    locks: Locks.parse(row.locks),
    takenAt: row.takenAt.toISOString(),
    ageMs: Number(row.ageMs),
  };
}

/** Says that somebody looks, for the next five seconds, and wakes the sampler where nobody did before. */
export async function watchLocks(q: Queryable, environmentId: string): Promise<void> {
  await q.execute(sql`
    with before as (
      select watched_until > now() as watched from lock_samples where environment_id = ${environmentId}
    ), watched as (
      insert into lock_samples (environment_id, watched_until) values (${environmentId}, now() + interval '5 seconds')
      on conflict (environment_id) do update set watched_until = excluded.watched_until
      returning environment_id
    )
    select pg_notify('interlock_wake', 'watch:' || environment_id) from watched
    where not coalesce((select watched from before), false)`);
}
