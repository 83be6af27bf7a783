import type { ClientBase } from "pg";

/** What an environment needs from its sampler now. */
export interface EnvironmentNeed {
  readonly environmentId: string;
  /** Somebody looks at its locks, a run is under way on it, or was until a moment ago. */
  readonly lively: boolean;
  /** A run that succeeded is still watched. */
  readonly watchesRuns: boolean;
  /** A rollout is open on it, so its tripwires are evidence in the making. */
  readonly openRollouts: boolean;
  /** Changes when the connection's address or secret does. */
  readonly connectionKey: string;
  /** Policy: no literal of a statement is to be kept. */
  readonly hideLiterals: boolean;
}

/** One query for all environments, by the control plane's clock. */
const NEEDS_SQL = `SELECT e.id,
  coalesce(s.watched_until > now(), false) OR w.watches_runs
    OR EXISTS (SELECT FROM runs AS r WHERE r.environment_id = e.id
               AND r.state IN ('running', 'pausing', 'aborting')) AS lively,
  w.watches_runs,
  EXISTS (SELECT FROM rollouts AS o WHERE o.environment_id = e.id AND o.closed_at IS NULL) AS open_rollouts,
  md5(e.connection::text || e.sealed_secret) AS connection_key,
  coalesce((e.policy ->> 'hideLiterals')::boolean, false) AS hide_literals
FROM environments AS e
LEFT JOIN lock_samples AS s ON s.environment_id = e.id
CROSS JOIN LATERAL (SELECT EXISTS (SELECT FROM run_watches AS w WHERE w.environment_id = e.id AND w.ended_at IS NULL)
                    AS watches_runs) AS w
WHERE e.deleted_at IS NULL
ORDER BY e.id`;

/** What every environment that is not deleted needs. */
export async function readNeeds(client: ClientBase): Promise<EnvironmentNeed[]> {
  const { rows } = await client.query<{
    id: string;
    lively: boolean;
    watches_runs: boolean;
    open_rollouts: boolean;
    connection_key: string;
    hide_literals: boolean;
  }>(NEEDS_SQL);
  return rows.map((row) => ({
    environmentId: row.id,
    lively: row.lively,
    watchesRuns: row.watches_runs,
    openRollouts: row.open_rollouts,
    connectionKey: row.connection_key,
    hideLiterals: row.hide_literals,
  }));
}
