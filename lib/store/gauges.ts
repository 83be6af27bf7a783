import { count, sql } from "drizzle-orm";
import type { Queryable } from "./client";
import { auditEvents, runs, session, workers } from "./schema";

/** A worker is alive while its heartbeat is younger than this, by the database's clock. */
const WORKER_ALIVE_SECONDS = 30;

/** What the control plane holds now, for the metrics page. */
export interface Gauges {
  readonly runsByState: ReadonlyMap<string, number>;
  readonly workersAlive: number;
  readonly auditEvents: number;
  readonly sessions: number;
}

export async function readGauges(db: Queryable): Promise<Gauges> {
  const byState = await db.select({ state: runs.state, n: count() }).from(runs).groupBy(runs.state);
  // The sequence has no gaps, so its highest value is the count, without reading the trail.
  const [head] = await db.select({ n: sql<string | null>`max(${auditEvents.seq})` }).from(auditEvents);
  const [open] = await db.select({ n: count() }).from(session).where(sql`${session.expiresAt} > now()`);
  return {
    runsByState: new Map(byState.map((row) => [row.state, row.n])),
    workersAlive: await countAliveWorkers(db),
    auditEvents: Number(head?.n ?? 0),
    sessions: open?.n ?? 0,
  };
}

export async function countAliveWorkers(db: Queryable): Promise<number> {
  const [row] = await db
    .select({ n: count() })
    .from(workers)
    .where(sql`${workers.heartbeatAt} > now() - make_interval(secs => ${WORKER_ALIVE_SECONDS})`);
  return row?.n ?? 0;
}
