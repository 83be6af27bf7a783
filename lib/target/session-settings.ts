/** Time limits of a session on a target, in milliseconds; 0 means none. */
export interface SessionSettings {
  /** Default 30,000. */
  readonly statementTimeoutMs?: number;
  /** Default 2,000. */
  readonly lockTimeoutMs?: number;
  /** Default 60,000. */
  readonly idleInTransactionTimeoutMs?: number;
  /** Default 0. Exists from PostgreSQL 17 on. */
  readonly transactionTimeoutMs?: number;
  /** Refuses writes on the server, whatever is sent. Default false. */
  readonly readOnly?: boolean;
}

/**
 * SQL that fixes every setting a session of ours depends on, so that none is inherited from role or database
 * (a role's `statement_timeout = 30s` would end a long validation for ever).
 *
 * `search_path` comes first, as a statement of its own: names in the second are looked up with it in force, so a
 * function or operator planted in `public` is not reached (CVE-2018-1058). Settings unknown to the server's version
 * are skipped by the join: client_connection_check_interval is there from 14, transaction_timeout from 17.
 * Servers on some platforms refuse client_connection_check_interval (22023): then ask again without it.
 * The TCP settings make a server notice within about half a minute that our side is gone without a word.
 */
export function sessionSettingsSql(
  settings: SessionSettings,
  { noticesLostClients = true }: { noticesLostClients?: boolean } = {},
): string {
  const values: readonly (readonly [string, string])[] = [
    ["statement_timeout", milliseconds(settings.statementTimeoutMs ?? 30_000)],
    ["lock_timeout", milliseconds(settings.lockTimeoutMs ?? 2_000)],
    ["idle_in_transaction_session_timeout", milliseconds(settings.idleInTransactionTimeoutMs ?? 60_000)],
    ["transaction_timeout", milliseconds(settings.transactionTimeoutMs ?? 0)],
    ["idle_session_timeout", "0"],
    ...(noticesLostClients ? [["client_connection_check_interval", "1000"] as const] : []),
    ["tcp_keepalives_idle", "10"],
    ["tcp_keepalives_interval", "5"],
    ["tcp_keepalives_count", "3"],
    ["tcp_user_timeout", "30000"],
    ["default_transaction_read_only", settings.readOnly ? "on" : "off"],
    ["default_transaction_isolation", "read committed"],
    ["row_security", "on"],
    ["bytea_output", "hex"],
    ["standard_conforming_strings", "on"],
    ["DateStyle", "ISO, MDY"],
    ["IntervalStyle", "postgres"],
    ["extra_float_digits", "1"],
    ["quote_all_identifiers", "off"],
  ];
  const rows = values.map(([name, value]) => `('${name}', '${value}')`).join(", ");
  return `SET search_path = pg_catalog, pg_temp;
SELECT set_config(wanted.name, wanted.value, false)
FROM (VALUES ${rows}) AS wanted (name, value)
JOIN pg_settings AS s ON s.name = wanted.name
WHERE s.setting IS DISTINCT FROM wanted.value`;
}

function milliseconds(value: number): string {
  if (!Number.isInteger(value) || value < 0 || value > 2_147_483_647)
    throw new RangeError(`not a time limit in milliseconds: ${value}`);
  return String(value);
}
