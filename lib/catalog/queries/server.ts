/** `reset_val` is what a plain login of this role gets: role, database and server settings taken together. */
export const SERVER_SQL = `SELECT current_setting('server_version') AS version,
  current_setting('server_version_num')::int AS version_number,
  current_database()::text AS database,
  current_user::text AS "user",
  clock_timestamp() AS now,
  current_setting('block_size')::int AS block_size,
  (SELECT reset_val FROM pg_settings WHERE name = 'search_path') AS search_path,
  (SELECT extract(epoch FROM clock_timestamp() - stats_reset)::float8
   FROM pg_stat_database WHERE datname = current_database()) AS stats_age_seconds`;

export interface ServerRow {
  readonly version: string;
  readonly version_number: number;
  readonly database: string;
  readonly user: string;
  readonly now: Date;
  readonly block_size: number;
  readonly search_path: string;
  readonly stats_age_seconds: number | null;
}
