import type { HealthSignal } from "../contracts/environment";
import { readAppTroubles } from "../monitor/app-health";
import type { RunContext } from "./context";
import { askPerson, Interruption } from "./interruption";
import type { TargetSession } from "./session";
import type { Target } from "./target";

/** The choice that lets a backfill go on without a signal that cannot be read. */
export const ACCEPT_UNREADABLE = "accept-unreadable";

interface Signals {
  readonly readsAll: boolean;
  readonly hiddenSessions: number;
  readonly oldestMs: number | null;
  readonly oldestPid: number | null;
  readonly oldestName: string | null;
  readonly replicas: number;
  readonly hiddenReplicas: number;
  readonly replicaLagMs: number | null;
  readonly slotName: string | null;
  readonly slotBytes: number | null;
  readonly isArchiveFailing: boolean;
}

/**
 * Which health signal holds a backfill now, in words, or null. Read between batches, on the guard's connection.
 * A required signal that the role cannot read is never taken as clear: it stops to ask, and the answer is audited with
 * the resume. One that was readable and is lost (the guard cannot connect) holds until it is back.
 */
export async function readHolder(context: RunContext, target: Target): Promise<string | null> {
  let signals: Signals;
  try {
    const executing = await target.session();
    const guard = await target.guard.session();
    signals = await readSignals(guard, [executing.pid, guard.pid]);
  } catch (error) {
    // Asked for, another server, a failover: for others to act on.
    if (error instanceof Interruption) throw error;
    context.log.warn({ runId: context.run.id, error: (error as Error).message }, "health signals unreadable");
    return "the health signals cannot be read at the moment";
  }
  const { policy } = context.run;
  const unreadable = findUnreadable(signals).filter((signal) => policy.requiredSignals.includes(signal));
  const accepted =
    context.run.choice === ACCEPT_UNREADABLE || context.run.choices.includes(ACCEPT_UNREADABLE);
  if (unreadable.length > 0 && !accepted) {
    throw unreadableSignals(unreadable);
  }
  if (signals.oldestMs !== null && signals.oldestMs > policy.maxTransactionAgeMs) {
    return `a transaction of ${signals.oldestName} (pid ${signals.oldestPid}) is open for ${seconds(signals.oldestMs)} (limit ${seconds(policy.maxTransactionAgeMs)})`;
  }
  if (signals.replicaLagMs !== null && signals.replicaLagMs > policy.maxReplicaLagMs) {
    return `a replica is ${seconds(signals.replicaLagMs)} behind (limit ${seconds(policy.maxReplicaLagMs)})`;
  }
  if (signals.slotBytes !== null && signals.slotBytes > policy.maxSlotBytes) {
    return `replication slot ${signals.slotName} keeps ${megabytes(signals.slotBytes)} of WAL (limit ${megabytes(policy.maxSlotBytes)})`;
  }
  const unwell = await appUnwell(context);
  if (unwell !== null) return unwell;
  if (signals.isArchiveFailing) return "WAL cannot be archived, so it piles up on the server's disk";
  return null;
}

/** Asked every second at most, per run: its answer may take the app some work. */
const APP_EVERY_MS = 1_000;
const appAnswers = new WeakMap<RunContext, { readonly at: number; readonly unwell: string | null }>();

async function appUnwell(context: RunContext): Promise<string | null> {
  const known = appAnswers.get(context);
  if (known && performance.now() - known.at < APP_EVERY_MS) return known.unwell;
  const unwell = (await readAppTroubles(context.run.policy))[0]?.what ?? null;
  appAnswers.set(context, { at: performance.now(), unwell });
  return unwell;
}

/** The question that a required signal leads to which cannot be read. */
export function unreadableSignals(signals: readonly string[]): Error {
  return askPerson(
    "health.unreadable",
    `The policy requires ${signals.join(" and ")}, which this role may not see: grant it pg_monitor, or accept going on without.`,
    [
      { id: "keep-trying", label: "Look again" },
      { id: ACCEPT_UNREADABLE, label: "Go on without this signal" },
      { id: "abort", label: "Abort the run" },
    ],
  );
}

/** Waits for locks show in pg_locks to everybody, so blocked sessions are always readable. */
function findUnreadable(signals: Signals): HealthSignal[] {
  const unreadable: HealthSignal[] = [];
  if (!signals.readsAll && signals.hiddenSessions > 0) unreadable.push("oldest-transaction");
  if (signals.hiddenReplicas > 0) unreadable.push("replica-lag");
  return unreadable;
}

async function readSignals(guard: TargetSession, ourPids: readonly number[]): Promise<Signals> {
  const { rows } = await guard.client.query<{
    reads_all: boolean;
    hidden: number;
    oldest_ms: number | null;
    oldest_pid: number | null;
    oldest_name: string | null;
    replicas: number;
    hidden_replicas: number;
    lag_ms: number | null;
    slot_name: string | null;
    slot_bytes: number | null;
    archive_failing: boolean;
  }>({
    // A stopped replica keeps its last replay_lag; the age of its last answer grows while there is WAL it lacks.
    text: `SELECT pg_has_role(current_user, 'pg_read_all_stats', 'USAGE') AS reads_all,
        (SELECT count(*) FROM pg_stat_activity WHERE query = '<insufficient privilege>')::int AS hidden,
        (extract(epoch FROM clock_timestamp() - o.xact_start) * 1000)::float8 AS oldest_ms,
        o.pid AS oldest_pid, coalesce(nullif(o.application_name, ''), o.usename, 'a session') AS oldest_name,
        r.replicas, r.hidden_replicas, r.lag_ms, s.slot_name, s.slot_bytes,
        EXISTS (SELECT FROM pg_stat_archiver WHERE current_setting('archive_mode') <> 'off'
          AND last_failed_time > coalesce(last_archived_time, '-infinity')) AS archive_failing
      FROM (SELECT count(*)::int AS replicas,
              count(*) FILTER (WHERE replay_lsn IS NULL AND NOT pg_has_role(current_user, 'pg_read_all_stats', 'USAGE'))::int
                AS hidden_replicas,
              (max(CASE WHEN replay_lsn < pg_current_wal_lsn()
                THEN greatest(extract(epoch FROM replay_lag), extract(epoch FROM clock_timestamp() - reply_time))
                ELSE 0 END) * 1000)::float8 AS lag_ms
            FROM pg_stat_replication) r
      LEFT JOIN LATERAL (
        SELECT pid, xact_start, application_name, usename FROM pg_stat_activity
         WHERE backend_type = 'client backend' AND xact_start IS NOT NULL AND pid <> ALL ($1::int[])
           AND datname = current_database()
         ORDER BY xact_start LIMIT 1) o ON true
      LEFT JOIN LATERAL (
        SELECT slot_name, pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn)::float8 AS slot_bytes
          FROM pg_replication_slots WHERE restart_lsn IS NOT NULL ORDER BY restart_lsn LIMIT 1) s ON true`,
    values: [ourPids],
    ...{ query_timeout: 5000 },
  });
  const row = rows[0]!;
  return {
    readsAll: row.reads_all,
    hiddenSessions: row.hidden,
    oldestMs: row.oldest_ms,
    oldestPid: row.oldest_pid,
    oldestName: row.oldest_name,
    replicas: row.replicas,
    hiddenReplicas: row.hidden_replicas,
    replicaLagMs: row.lag_ms,
    slotName: row.slot_name,
    slotBytes: row.slot_bytes,
    isArchiveFailing: row.archive_failing,
  };
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1024 / 1024).toLocaleString("en")} MB`;
}

function seconds(ms: number): string {
  return `${Math.round(ms / 100) / 10} s`;
}
