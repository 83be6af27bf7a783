/** Characters of a statement's text that are kept. */
export const QUERY_TEXT_LIMIT = 2000;

/** A row of pg_stat_activity. All but `pid` are null where the role may not read others' sessions. */
export interface SessionRow {
  readonly pid: number;
  readonly user: string | null;
  readonly application_name: string | null;
  readonly client_address: string | null;
  readonly backend_type: string | null;
  readonly state: string | null;
  readonly wait_event_type: string | null;
  readonly wait_event: string | null;
  readonly query: string | null;
  readonly xact_start: Date | null;
  readonly query_start: Date | null;
  readonly state_change: Date | null;
  /** Set in one row for each process of the session that waits for a lock: itself, or a worker of its parallel query. */
  readonly waiter: number | null;
  /** Whom that one waits for, as pg_blocking_pids says, as text: with hundreds in a queue they are many. */
  readonly blockers: string | null;
}

/**
 * One look at the database's sessions: those who wait for a lock and who blocks them, our own, and where `$1` says so
 * transactions older than a second. Reading pg_stat_activity takes no heavyweight lock, so the lock manager is left
 * alone when nobody waits. pg_blocking_pids is called for waiters only: each call takes all partitions of the lock
 * manager, and calling it for every session was seen to cost a busy server a tenth of its throughput.
 * A wait of a parallel query's worker is told as one of the session that runs it, as pg_blocking_pids does with blockers.
 * A role that may not see others' wait events finds waiters by pg_locks, which is readable for all.
 * The outer join gives one row with the server's clock even where nobody is to be told of.
 */
export const SESSIONS_SQL = `WITH n AS (
  SELECT clock_timestamp() AS now,
         pg_has_role(current_user, 'pg_read_all_stats', 'USAGE') AS reads_all,
         current_setting('server_version_num')::int AS version
), a AS MATERIALIZED (
  SELECT * FROM pg_stat_activity WHERE pid <> pg_backend_pid()
), w AS MATERIALIZED (
  SELECT a.pid AS waiter, CASE WHEN a.backend_type = 'parallel worker' THEN a.leader_pid ELSE a.pid END AS pid,
         pg_blocking_pids(a.pid) AS blockers
  FROM a
  WHERE a.datname = current_database()
    AND CASE WHEN (SELECT reads_all FROM n) THEN a.wait_event_type = 'Lock'
             ELSE a.pid IN (SELECT pid FROM pg_locks WHERE NOT granted) END
)
SELECT n.now, n.reads_all, n.version, a.pid, a.usename AS "user", a.application_name,
  host(a.client_addr) AS client_address, a.backend_type, a.state, a.wait_event_type, a.wait_event,
  left(a.query, ${QUERY_TEXT_LIMIT}) AS query, a.xact_start, a.query_start, a.state_change, a.waiter, a.blockers::text AS blockers
FROM n
LEFT JOIN (SELECT a.*, w.waiter, w.blockers FROM a LEFT JOIN w ON w.pid = a.pid
           WHERE a.backend_type IS DISTINCT FROM 'parallel worker') AS a
  ON a.blockers <> '{}'
  OR a.pid IN (SELECT unnest(w.blockers) FROM w)
  OR a.datname = current_database()
     AND (a.application_name LIKE 'interlock:%' OR $1 AND a.xact_start < n.now - interval '1 second')
ORDER BY a.xact_start
LIMIT 2000`;

export type SessionsRow = { readonly now: Date; readonly reads_all: boolean; readonly version: number } & (
  | SessionRow
  | { readonly pid: null }
);

/**
 * Locks of the sessions given, without those that say nothing: every transaction's lock on its own id, and the weak
 * ones on indexes and system catalogs that any statement takes. `waitstart` is there from version 14 on.
 */
export function locksSql(serverVersionNumber: number, { prepared = false } = {}): string {
  return `SELECT l.pid, l.locktype, l.mode, l.granted, l.relation::text AS relation_oid, n.nspname AS schema,
  c.relname AS name, l.page, l.tuple, l.transactionid::text AS transactionid, l.virtualxid, l.database::text AS database,
  l.classid::text AS classid, l.objid::text AS objid, l.objsubid,
  l.virtualtransaction AS virtual_transaction, clock_timestamp() AS now,
  ${serverVersionNumber >= 140000 ? "l.waitstart" : "NULL::timestamptz"} AS waitstart
FROM pg_locks AS l
LEFT JOIN pg_class AS c ON c.oid = l.relation
 AND l.database IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))
LEFT JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE (l.pid = ANY ($1::int[])${prepared ? " OR l.pid IS NULL" : ""})
  ${prepared ? "" : "AND NOT (l.granted AND l.locktype = 'transactionid')"}
  AND NOT (l.granted AND l.locktype = 'virtualxid')
  AND NOT (l.granted AND l.locktype = 'relation'
           AND l.mode IN ('AccessShareLock', 'RowShareLock', 'RowExclusiveLock')
           AND (c.relkind IN ('i', 'I') OR n.nspname IN ('pg_catalog', 'pg_toast')))`;
}

export interface LockRow {
  /** Null for locks of prepared transactions. */
  readonly pid: number | null;
  readonly locktype: string;
  readonly mode: string;
  readonly granted: boolean;
  readonly relation_oid: string | null;
  readonly schema: string | null;
  readonly name: string | null;
  readonly page: number | null;
  readonly tuple: number | null;
  readonly transactionid: string | null;
  readonly virtualxid: string | null;
  readonly database: string | null;
  readonly classid: string | null;
  readonly objid: string | null;
  readonly objsubid: number | null;
  readonly virtual_transaction: string;
  readonly now: Date;
  readonly waitstart: Date | null;
}

export const PREPARED_SQL = `SELECT transaction::text AS xid, gid, prepared, owner AS "user" FROM pg_prepared_xacts`;

export interface PreparedRow {
  readonly xid: string;
  readonly gid: string;
  readonly prepared: Date;
  readonly user: string;
}
