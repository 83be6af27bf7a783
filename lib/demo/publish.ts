import { eq, sql } from "drizzle-orm";
import { TrafficStats } from "../contracts/demo";
import type { Queryable } from "../store/client";
import { demoTraffic } from "../store/schema";

/** Puts an environment's newest numbers where every stream reads them, and wakes the streams. */
export async function publishTraffic(
  q: Queryable,
  environmentId: string,
  stats: TrafficStats,
): Promise<void> {
  const statsAt = new Date(stats.at);
  await q
    .insert(demoTraffic)
    .values({ environmentId, stats, statsAt })
    .onConflictDoUpdate({ target: demoTraffic.environmentId, set: { stats, statsAt } });
  await q.execute(sql`select pg_notify('interlock_wake', ${`traffic:${environmentId}`})`);
}

/** Numbers older than this come from a generator that is no longer there. */
const FRESH_FOR_MS = 5_000;

/** The newest numbers of an environment's traffic; `running` is false when the generator has fallen silent. */
export async function readTraffic(
  q: Queryable,
  environmentId: string,
  now: Date,
): Promise<TrafficStats | null> {
  const [row] = await q.select().from(demoTraffic).where(eq(demoTraffic.environmentId, environmentId));
  if (!row?.stats || !row.statsAt) return null;
  const stats = TrafficStats.parse(row.stats);
  const silent = now.getTime() - row.statsAt.getTime() > FRESH_FOR_MS;
  return silent ? { ...stats, running: false, misbehaving: [] } : stats;
}

/** What there is to show before the generator has told anything. */
export function noTraffic(now: Date): TrafficStats {
  return {
    at: now.toISOString(),
    running: false,
    plannedPerSecond: 0,
    services: [],
    successes: 0,
    planned: 0,
    errors: [],
    history: [],
    misbehaving: [],
  };
}
