import type { LockMode, RelationLock } from "../contracts/common";
import type { BlockerRule } from "../contracts/environment";
import type { Blocker } from "../contracts/run";
import { compareStrength, conflicts } from "../sql/lock-modes";
import { withoutLiterals } from "../sql/normalise-query";
import { remedyFor } from "./blocker-rules";
import type { Seen } from "./ladder";
import type { TargetSession } from "./session";

/** A relation of a step that exists and that LOCK TABLE can lock. */
export interface LockWant {
  readonly oid: number;
  /** Quoted for SQL, as the plan has it. */
  readonly relation: string;
  readonly mode: LockMode;
}

/**
 * The locks of a step to be taken ahead of its statements, in one fixed order (by name), the strongest mode of each
 * relation. Left out: what does not exist yet, and what LOCK TABLE does not take (indexes, sequences, views): those are
 * covered by the short lock_timeout that the statements run under.
 */
export async function wantedLocks(
  session: TargetSession,
  locks: readonly RelationLock[],
): Promise<LockWant[]> {
  const strongest = new Map<string, LockMode>();
  for (const { relation, mode } of locks) {
    const known = strongest.get(relation);
    if (!known || compareStrength(mode, known) > 0) strongest.set(relation, mode);
  }
  const polled = [...strongest].filter(([, mode]) => isPolledFor(mode));
  if (polled.length === 0) return [];
  const { rows } = await session.client.query<{ oid: number; relation: string }>(
    `SELECT c.oid::int8::float8 AS oid, name AS relation FROM unnest($1::text[]) AS name
       JOIN pg_class c ON c.oid = to_regclass(name) WHERE c.relkind IN ('r', 'p')`,
    [polled.map(([relation]) => relation)],
  );
  return rows
    .map(({ oid, relation }) => ({ oid, relation, mode: strongest.get(relation)! }))
    .sort((a, b) => (a.relation < b.relation ? -1 : 1));
}

/** Modes worth taking ahead of the statement: those that ordinary reads and writes, or other DDL, stand in the way of. */
function isPolledFor(mode: LockMode): boolean {
  return compareStrength(mode, "RowExclusiveLock") > 0;
}

/** Who holds or awaits a lock that conflicts with those we want. Sessions that wait count: we would queue behind them. */
export async function lookForBlockers(
  session: TargetSession,
  wants: readonly LockWant[],
  rules: readonly BlockerRule[],
): Promise<Seen> {
  if (wants.length === 0) return { blockers: [], onlyYieldingVacuum: false };
  const { rows } = await session.client.query<{
    pid: number | null;
    usename: string | null;
    application_name: string | null;
    state: string | null;
    query: string | null;
    age_ms: number | null;
    oid: number;
    mode: string;
    backend_type: string | null;
    backend_start: string | null;
  }>(
    `SELECT l.pid, to_json(a.backend_start) #>> '{}' AS backend_start, a.usename, a.application_name, a.state, left(a.query, 2000) AS query, a.backend_type,
        (extract(epoch FROM clock_timestamp() - a.xact_start) * 1000)::float8 AS age_ms,
        l.relation::int8::float8 AS oid, l.mode
       FROM pg_locks l LEFT JOIN pg_stat_activity a ON a.pid = l.pid
      WHERE l.locktype = 'relation' AND l.relation = ANY ($1::oid[])
        AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
        AND l.pid IS DISTINCT FROM pg_backend_pid()`,
    [wants.map((want) => want.oid)],
  );
  const inTheWay = rows.filter((row) =>
    wants.some((want) => want.oid === row.oid && conflicts(want.mode, row.mode as LockMode)),
  );
  return {
    blockers: inTheWay.map((row) => ({
      // A prepared transaction has no process; it holds its locks until somebody commits or rolls it back.
      pid: row.pid ?? 0,
      user: row.usename,
      applicationName: row.pid === null ? "prepared transaction" : row.application_name,
      state: row.state,
      query: row.query === null ? null : withoutLiterals(row.query),
      transactionAgeMs: row.age_ms === null ? null : Math.round(row.age_ms),
      relation: wants.find((want) => want.oid === row.oid)!.relation,
      mode: row.mode,
      backendStart: row.backend_start,
      remedy: remedyFor(rules, {
        pid: row.pid ?? 0,
        user: row.usename,
        applicationName: row.application_name,
      }),
    })),
    onlyYieldingVacuum:
      inTheWay.length > 0 &&
      inTheWay.every((row) => row.backend_type === "autovacuum worker" && yields(row.query)),
  };
}

/** An autovacuum against wraparound never gives its lock up to a waiter; the others do after deadlock_timeout. */
function yields(query: string | null): boolean {
  return query !== null && !query.includes("to prevent wraparound");
}

/** Whom a session of ours waits for at this moment: `session` looks, `pid` waits. Virtual transaction ids too. */
export async function whoBlocks(
  { client }: TargetSession,
  pid: number,
  rules: readonly BlockerRule[],
): Promise<Blocker[]> {
  const { rows } = await client.query<{
    pid: number;
    usename: string | null;
    application_name: string | null;
    state: string | null;
    query: string | null;
    age_ms: number | null;
    backend_start: string | null;
    relation: string | null;
    mode: string;
  }>({
    // What we wait for is one lock: a relation, or the end of a transaction by its (virtual) id.
    text: `SELECT b.pid, a.usename, a.application_name, a.state, left(a.query, 2000) AS query,
        to_json(a.backend_start) #>> '{}' AS backend_start,
        (extract(epoch FROM clock_timestamp() - a.xact_start) * 1000)::float8 AS age_ms,
        w.relation::regclass::text AS relation, w.mode
      FROM (SELECT DISTINCT unnest(pg_blocking_pids($1)) AS pid) b
      LEFT JOIN pg_stat_activity a ON a.pid = b.pid
      CROSS JOIN (SELECT relation, mode FROM pg_locks WHERE pid = $1 AND NOT granted LIMIT 1) w`,
    values: [pid],
    ...{ query_timeout: 5000 },
  });
  return rows.map((row) => ({
    pid: row.pid,
    user: row.usename,
    applicationName: row.pid === 0 ? "prepared transaction" : row.application_name,
    state: row.state,
    query: row.query === null ? null : withoutLiterals(row.query),
    transactionAgeMs: row.age_ms === null ? null : Math.round(row.age_ms),
    relation: row.relation ?? "",
    mode: row.relation === null ? "ExclusiveLock" : row.mode,
    backendStart: row.backend_start,
    remedy: remedyFor(rules, { pid: row.pid, user: row.usename, applicationName: row.application_name }),
  }));
}

/** Who it is, as people call it: the application, else the user. */
export const blockerName = (blocker: Pick<Blocker, "applicationName" | "user">): string =>
  blocker.applicationName || blocker.user || "a session";

/** One line about who is in the way, for pause reasons and logs. */
export function describeBlockers(blockers: readonly Blocker[]): string {
  const seen = new Map<number, Blocker>();
  for (const blocker of blockers) seen.set(blocker.pid, blocker);
  const [first, ...rest] = [...seen.values()].sort(
    (a, b) =>
      (b.transactionAgeMs ?? Number.POSITIVE_INFINITY) - (a.transactionAgeMs ?? Number.POSITIVE_INFINITY),
  );
  if (!first) return "nobody in particular";
  const age =
    first.transactionAgeMs === null
      ? "of unknown age"
      : `open for ${Math.round(first.transactionAgeMs / 100) / 10} s`;
  const more = rest.length > 0 ? ` and ${rest.length} more` : "";
  return `${blockerName(first)} (pid ${first.pid}, ${first.state ?? "state unknown"}, ${age})${more}`;
}
