import type { TargetSession } from "./session";

/** What a look at the target says just before a phase. Null: this role may not read it. */
export interface PreflightFacts {
  readonly version: string;
  readonly versionNumber: number;
  readonly role: string;
  readonly seesSessions: boolean;
  /** Relations of the plan that our role cannot alter, with their owners. */
  readonly notOurs: readonly { readonly relation: string; readonly owner: string }[];
  /** Schemas of the plan's relations in which our role may not create, e.g. an index. */
  readonly noCreateIn: readonly string[];
  /** Vacuums against wraparound on the plan's relations: they give their lock to nobody. */
  readonly wraparoundVacuums: readonly { readonly relation: string; readonly pid: number }[] | null;
  readonly oldest: { readonly ageMs: number; readonly pid: number; readonly name: string } | null;
  readonly replicas: number;
  readonly replicaLagMs: number | null;
  readonly replicasReadable: boolean;
  readonly slots: readonly {
    readonly name: string;
    readonly active: boolean;
    readonly retainedBytes: number;
  }[];
  /** Since when the newest segment could not be archived; null where archiving is off or works. */
  readonly archiveFailing: string | null;
  readonly walBytes: number | null;
  readonly inheritedLimits: readonly string[];
}

/** Reads them in two statements; every role may run both. */
export async function readPreflightFacts(
  session: TargetSession,
  relations: readonly string[],
): Promise<PreflightFacts> {
  const { rows } = await session.client.query<Omit<PreflightFacts, "walBytes"> & { maySeeWal: boolean }>(
    FACTS_SQL,
    [relations],
  );
  const { maySeeWal, ...facts } = rows[0]!;
  if (!maySeeWal) return { ...facts, walBytes: null };
  // Apart: naming a function that we may not execute fails even where it is never called.
  const wal = await session.client.query<{ bytes: number }>(
    "SELECT coalesce(sum(size), 0)::float8 AS bytes FROM pg_ls_waldir()",
  );
  return { ...facts, walBytes: wal.rows[0]!.bytes };
}

/**
 * Without pg_read_all_stats the progress of another's vacuum shows no relation and its session no query. A stopped
 * replica keeps its last replay_lag; the age of its last answer grows while there is WAL it lacks.
 */
const FACTS_SQL = `WITH wanted AS (
    SELECT name, to_regclass(name) AS oid FROM unnest($1::text[]) AS name
  ), me AS (
    SELECT pg_has_role(current_user, 'pg_read_all_stats', 'USAGE') AS sees
  )
SELECT current_setting('server_version') AS version,
  current_setting('server_version_num')::int AS "versionNumber",
  current_user::text AS role,
  me.sees AS "seesSessions",
  (SELECT coalesce(jsonb_agg(jsonb_build_object('relation', w.name, 'owner', pg_get_userbyid(c.relowner)) ORDER BY w.name), '[]')
     FROM wanted w JOIN pg_class c USING (oid) WHERE NOT pg_has_role(current_user, c.relowner, 'USAGE')) AS "notOurs",
  (SELECT coalesce(jsonb_agg(DISTINCT n.nspname), '[]')
     FROM wanted w JOIN pg_class c USING (oid) JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE NOT has_schema_privilege(n.oid, 'CREATE')) AS "noCreateIn",
  CASE WHEN me.sees THEN
    (SELECT coalesce(jsonb_agg(jsonb_build_object('relation', w.name, 'pid', p.pid)), '[]')
       FROM pg_stat_progress_vacuum p JOIN wanted w ON w.oid = p.relid
       JOIN pg_stat_activity a ON a.pid = p.pid
      WHERE a.query LIKE '%to prevent wraparound%') END AS "wraparoundVacuums",
  (SELECT jsonb_build_object('ageMs', extract(epoch FROM clock_timestamp() - xact_start) * 1000, 'pid', pid,
      'name', coalesce(nullif(application_name, ''), usename, 'a session'))
     FROM pg_stat_activity
    WHERE xact_start IS NOT NULL AND backend_type = 'client backend' AND datname = current_database() AND application_name NOT LIKE 'interlock:%'
    ORDER BY xact_start LIMIT 1) AS oldest,
  (SELECT count(*)::int FROM pg_stat_replication WHERE application_name IS DISTINCT FROM 'pg_basebackup') AS replicas,
  (SELECT (extract(epoch FROM max(greatest(replay_lag,
      CASE WHEN replay_lsn < sent_lsn THEN clock_timestamp() - reply_time END))) * 1000)::float8
     FROM pg_stat_replication) AS "replicaLagMs",
  (SELECT count(*) = count(state) FROM pg_stat_replication) AS "replicasReadable",
  (SELECT coalesce(jsonb_agg(jsonb_build_object('name', slot_name, 'active', active, 'retainedBytes',
      pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn)) ORDER BY slot_name), '[]')
     FROM pg_replication_slots WHERE restart_lsn IS NOT NULL) AS slots,
  (SELECT last_failed_time::text FROM pg_stat_archiver
    WHERE current_setting('archive_mode') <> 'off' AND last_failed_time > coalesce(last_archived_time, '-infinity')) AS "archiveFailing",
  has_function_privilege('pg_ls_waldir()', 'EXECUTE') AS "maySeeWal",
  (SELECT coalesce(jsonb_agg(name || ' = ' || reset_val || ' ms' ORDER BY name), '[]') FROM pg_settings
    WHERE name IN ('statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout', 'transaction_timeout')
      AND reset_val::int > 0) AS "inheritedLimits"
FROM me`;
