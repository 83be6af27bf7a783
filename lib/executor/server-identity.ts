import type { TargetSession } from "./session";

/** Which server, and which of its histories. A promoted replica has the same system and a higher timeline. */
export interface ServerIdentity {
  /** pg_control_system().system_identifier: made by initdb, kept by every replica and restored backup. Null: not readable. */
  readonly systemIdentifier: string | null;
  /** The first eight digits of the WAL file now written; the next after every promotion. */
  readonly timeline: string;
}

/** Of a primary: a server in recovery writes no WAL. */
export async function readServerIdentity({ client }: TargetSession): Promise<ServerIdentity> {
  const { rows } = await client.query<{ timeline: string; may: boolean }>(
    `SELECT left(pg_walfile_name(pg_current_wal_insert_lsn()), 8) AS timeline,
        has_function_privilege('pg_control_system()', 'EXECUTE') AS may`,
  );
  const { timeline, may } = rows[0]!;
  if (!may) return { systemIdentifier: null, timeline };
  const system = await client.query<{ id: string }>(
    "SELECT system_identifier::text AS id FROM pg_control_system()",
  );
  return { systemIdentifier: system.rows[0]!.id, timeline };
}

/** What happened between two connections. Pure. */
export function compareIdentity(
  before: ServerIdentity,
  now: ServerIdentity,
): "same" | "failed-over" | "another" {
  if (before.systemIdentifier !== now.systemIdentifier) return "another";
  return before.timeline === now.timeline ? "same" : "failed-over";
}
