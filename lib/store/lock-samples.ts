import { and, asc, desc, eq, gte, lte, sql } from "drizzle-orm";
import { Locks, type TapePoint } from "../contracts/locks";
import type { Queryable } from "./client";
import { lockSamples, lockTape } from "./schema";

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

/** The figures of an environment's tape, a point a second where a sampler looked, oldest first. */
export async function readTape(
  q: Queryable,
  environmentId: string,
  { from, to }: { readonly from: Date; readonly to: Date },
): Promise<TapePoint[]> {
  const rows = await q
    .select({
      at: lockTape.at,
      waiting: lockTape.waiting,
      longestWaitMs: lockTape.longestWaitMs,
      harmMs: lockTape.harmMs,
    })
    .from(lockTape)
    .where(and(eq(lockTape.environmentId, environmentId), gte(lockTape.at, from), lte(lockTape.at, to)))
    .orderBy(asc(lockTape.at));
  return rows.map((row) => ({ ...row, at: row.at.toISOString() }));
}

/** The sample of that second, or of the last one before it that is on the tape; null before its beginning. */
export async function readTapeSample(q: Queryable, environmentId: string, at: Date): Promise<Locks | null> {
  const [row] = await q
    .select()
    .from(lockTape)
    .where(and(eq(lockTape.environmentId, environmentId), lte(lockTape.at, at)))
    .orderBy(desc(lockTape.at))
    .limit(1);
  if (!row) return null;
  if (row.locks) return Locks.parse(row.locks);
  return {
    takenAt: row.at.toISOString(),
    sampleMs: 0,
    sessions: [],
    roots: [],
    summary: { waiting: 0, longestWaitMs: 0, harmMs: 0 },
    error: null,
  };
}
