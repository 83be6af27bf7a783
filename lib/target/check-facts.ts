import type { ClientBase } from "pg";

/** What one look at a target says of the server and of what our role may do there. */
export interface TargetFacts {
  readonly version: string;
  readonly version_number: number;
  readonly role: string;
  readonly database: string;
  readonly in_recovery: boolean;
  readonly is_superuser: boolean;
  readonly reads_all_stats: boolean;
  readonly may_signal: boolean;
  readonly may_create_schema: boolean;
  readonly interlock_schema_exists: boolean;
  readonly may_create_in_interlock: boolean;
  readonly tables: number;
  readonly tables_owned: number;
  /** Owners of tables that our role is no member of. */
  readonly other_owners: readonly string[];
  readonly statements_installed: boolean;
  readonly statements_preloaded: boolean;
  readonly replicas: number;
  readonly replicas_readable: boolean;
  readonly max_locks_per_transaction: number;
  readonly max_connections: number;
  readonly deadlock_timeout_ms: number;
  /** Time limits that a plain login of this role inherits, in milliseconds, where there are any. */
  readonly inherited_timeouts: readonly {
    readonly name: string;
    readonly ms: number;
    readonly source: string;
  }[];
  readonly oldest_transaction_seconds: number | null;
  readonly oldest_transaction_pid: number | null;
  readonly prepared_transactions: number;
  readonly oldest_prepared_seconds: number | null;
}

/** pg_has_role(…, 'USAGE') asks whether the privileges come without SET ROLE: NOINHERIT members have them not. */
const FACTS_SQL = `SELECT current_setting('server_version') AS version,
  current_setting('server_version_num')::int AS version_number,
  current_user::text AS role, current_database()::text AS database, pg_is_in_recovery() AS in_recovery,
  (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) AS is_superuser,
  pg_has_role(current_user, 'pg_read_all_stats', 'USAGE') AS reads_all_stats,
  pg_has_role(current_user, 'pg_signal_backend', 'USAGE') AS may_signal,
  has_database_privilege(current_database(), 'CREATE') AS may_create_schema,
  EXISTS (SELECT FROM pg_namespace WHERE nspname = 'interlock') AS interlock_schema_exists,
  coalesce((SELECT has_schema_privilege(oid, 'CREATE') FROM pg_namespace WHERE nspname = 'interlock'), false) AS may_create_in_interlock,
  owned.*,
  EXISTS (SELECT FROM pg_extension WHERE extname = 'pg_stat_statements') AS statements_installed,
  EXISTS (SELECT FROM pg_settings WHERE name = 'pg_stat_statements.max') AS statements_preloaded,
  replication.*,
  current_setting('max_locks_per_transaction')::int AS max_locks_per_transaction,
  current_setting('max_connections')::int AS max_connections,
  (SELECT setting::int FROM pg_settings WHERE name = 'deadlock_timeout') AS deadlock_timeout_ms,
  (SELECT coalesce(jsonb_agg(jsonb_build_object('name', s.name, 'ms', s.reset_val::int, 'source',
      CASE WHEN EXISTS (SELECT FROM pg_db_role_setting AS r, unnest(r.setconfig) AS c
                        WHERE r.setrole = (SELECT oid FROM pg_roles WHERE rolname = current_user)
                          AND r.setdatabase IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))
                          AND c LIKE s.name || '=%') THEN 'role'
           WHEN EXISTS (SELECT FROM pg_db_role_setting AS r, unnest(r.setconfig) AS c
                        WHERE r.setrole = 0 AND r.setdatabase = (SELECT oid FROM pg_database WHERE datname = current_database())
                          AND c LIKE s.name || '=%') THEN 'database'
           ELSE 'server' END) ORDER BY s.name), '[]')
   FROM pg_settings AS s
   WHERE s.name IN ('statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout', 'transaction_timeout')
     AND s.reset_val::int > 0) AS inherited_timeouts,
  oldest.*,
  prepared.*
FROM (SELECT count(*)::int AS tables,
        count(*) FILTER (WHERE pg_has_role(current_user, c.relowner, 'USAGE'))::int AS tables_owned,
        coalesce(array_agg(DISTINCT pg_get_userbyid(c.relowner)::text)
          FILTER (WHERE NOT pg_has_role(current_user, c.relowner, 'USAGE')), '{}') AS other_owners
      FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
      WHERE c.relkind IN ('r', 'p') AND n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'interlock')) AS owned,
     (SELECT count(*)::int AS replicas, count(*) = count(state) AS replicas_readable FROM pg_stat_replication
      WHERE application_name IS DISTINCT FROM 'pg_basebackup') AS replication,
     (SELECT max(extract(epoch FROM clock_timestamp() - xact_start))::float8 AS oldest_transaction_seconds,
             (array_agg(pid ORDER BY xact_start) FILTER (WHERE xact_start IS NOT NULL))[1] AS oldest_transaction_pid
      FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND backend_type = 'client backend') AS oldest,
     (SELECT count(*)::int AS prepared_transactions,
             max(extract(epoch FROM clock_timestamp() - prepared))::float8 AS oldest_prepared_seconds
      FROM pg_prepared_xacts) AS prepared`;

/** One statement; every role may run it. */
export async function readTargetFacts(client: ClientBase): Promise<TargetFacts> {
  const { rows } = await client.query<TargetFacts>(FACTS_SQL);
  if (!rows[0]) throw new Error("the facts query answers one row");
  return rows[0];
}
