import type { ClientBase } from "pg";
import { LockMode } from "../contracts/common";
import type { LockSession, Locks } from "../contracts/locks";
import { quoteLiteral } from "../sql/identifiers";
import { conflicts } from "../sql/lock-modes";
import { isSameThing, locksOf } from "./lock-names";
import { runIdOf } from "./run-id";
import {
  BLOCKERS_SQL,
  type BlockersRow,
  type LockRow,
  locksSql,
  PREPARED_SQL,
  type PreparedRow,
  SESSIONS_BY_PID_SQL,
  SESSIONS_SQL,
  type SessionRow,
  type SessionsRow,
  WAITERS_SQL,
} from "./sample-queries";
import { buildForest, harmMsOf } from "./tree";

export interface SampleOptions {
  /** Which run a session works for, by its application_name. Default: `interlock:run:<id>`, `interlock:guard:<id>`. */
  readonly runIdOf?: (applicationName: string | null) => string | null;
}

/** Sessions told of that neither wait, block nor are ours: the longest transactions. */
const BYSTANDERS = 100;

/**
 * Who waits for whom in the client's database, now; of other databases only those who block. The client's own session
 * is left out. One query where nobody waits, nothing of ours runs and no transaction is older than a second; up to
 * five otherwise. Times are by the target's clock.
 *
 * Prepared transactions have no process, and pg_blocking_pids says 0 for all of them: here each is a session with the
 * negative of its transaction id as pid, state `prepared` and the statement that would finish it as query.
 * Throws what the driver throws.
 */
export async function sampleLocks(client: ClientBase, options: SampleOptions = {}): Promise<Locks> {
  const runOf = options.runIdOf ?? runIdOf;
  const started = performance.now();
  const first = await client.query<SessionsRow>(SESSIONS_SQL);
  const clock = first.rows[0];
  if (!clock) throw new Error("the session query answers at least one row");
  const rows = new Map<number, SessionRow>();
  for (const row of first.rows) if (row.pid !== null) rows.set(row.pid, row);

  const waiters = clock.reads_all
    ? [...rows.values()].filter((row) => row.wait_event_type === "Lock").map((row) => row.pid)
    : (await client.query<{ pid: number }>(WAITERS_SQL)).rows.map((row) => row.pid);
  const blockedBy = await readBlockers(client, waiters);
  const involved = new Set<number>(blockedBy.keys());
  for (const blockers of blockedBy.values()) for (const pid of blockers) if (pid > 0) involved.add(pid);
  const missing = [...involved].filter((pid) => !rows.has(pid));
  if (missing.length > 0)
    for (const row of (await client.query<SessionRow>(SESSIONS_BY_PID_SQL, [missing])).rows)
      rows.set(row.pid, row);
  for (const row of rows.values()) if (runOf(row.application_name) !== null) involved.add(row.pid);

  const someonePrepared = [...blockedBy.values()].some((blockers) => blockers.includes(0));
  // What an old transaction holds matters before anybody waits for it: our own runs look, and do not queue behind it.
  const bystanders = [...rows.values()].filter((row) => !involved.has(row.pid)).slice(0, BYSTANDERS);
  const told = [...involved, ...bystanders.map((row) => row.pid)];
  const lockRows =
    told.length === 0
      ? []
      : (await client.query<LockRow>(locksSql(clock.version, { prepared: someonePrepared }), [told])).rows;
  const prepared = someonePrepared ? (await client.query<PreparedRow>(PREPARED_SQL)).rows : [];
  const preparedSessions = namePreparedBlockers(blockedBy, prepared, lockRows);

  const locksByPid = new Map<number | null, LockRow[]>();
  for (const row of lockRows) locksByPid.set(row.pid, [...(locksByPid.get(row.pid) ?? []), row]);
  const shown = [...rows.values()].filter((row) => involved.has(row.pid)).concat(bystanders);
  const sessions: LockSession[] = shown.map((row) => {
    const blockers = blockedBy.get(row.pid) ?? [];
    const locks = (locksByPid.get(row.pid) ?? []).filter((lock) => !isOwnTransaction(lock));
    return {
      pid: row.pid,
      user: row.user,
      applicationName: row.application_name,
      clientAddress: row.client_address,
      backendType: row.backend_type,
      state: row.state,
      waitEventType: row.wait_event_type,
      waitEvent: row.wait_event,
      query: row.query,
      xactStart: row.xact_start?.toISOString() ?? null,
      queryStart: row.query_start?.toISOString() ?? null,
      stateChange: row.state_change?.toISOString() ?? null,
      waitingMs: blockers.length === 0 ? null : waitingMsOf(row, locks, clock.now),
      blockedBy: blockers,
      locks: locksOf(locks),
      runId: runOf(row.application_name),
    };
  });
  sessions.push(...preparedSessions);
  sessions.sort((a, b) => a.pid - b.pid);

  const waits = sessions.flatMap((session) => (session.waitingMs === null ? [] : [session.waitingMs]));
  return {
    takenAt: clock.now.toISOString(),
    sampleMs: Math.round((performance.now() - started) * 10) / 10,
    sessions,
    roots: buildForest(sessions),
    summary: { waiting: waits.length, longestWaitMs: Math.max(0, ...waits), harmMs: harmMsOf(sessions) },
    error: null,
  };
}

/** Whom each waiter waits for. Those who got their lock since they were seen waiting are left out. */
async function readBlockers(client: ClientBase, waiters: readonly number[]): Promise<Map<number, number[]>> {
  if (waiters.length === 0) return new Map();
  const { rows } = await client.query<BlockersRow>(BLOCKERS_SQL, [waiters]);
  return new Map(
    rows.filter((row) => row.blockers.length > 0).map((row) => [row.pid, [...new Set(row.blockers)]]),
  );
}

/** `waitstart` may be empty for a moment after the wait began, and before version 14 always: then the statement's. */
function waitingMsOf(row: SessionRow, locks: readonly LockRow[], now: Date): number {
  const waitingFor = locks.find((lock) => !lock.granted);
  const since = waitingFor?.waitstart ?? row.query_start ?? row.state_change;
  const until = waitingFor?.now ?? now;
  return since === null ? 0 : Math.max(0, until.getTime() - since.getTime());
}

/** Replaces each 0 in `blockedBy` by the prepared transactions that hold what the waiter wants. */
function namePreparedBlockers(
  blockedBy: Map<number, number[]>,
  prepared: readonly PreparedRow[],
  lockRows: readonly LockRow[],
): LockSession[] {
  const sessions = new Map<number, LockSession>();
  for (const [pid, blockers] of blockedBy) {
    if (!blockers.includes(0)) continue;
    const wanted = lockRows.filter((lock) => lock.pid === pid && !lock.granted);
    const holders = prepared.filter((transaction) =>
      heldBy(transaction, lockRows).some((held) =>
        wanted.some((lock) => isSameThing(held, lock) && modesConflict(held.mode, lock.mode)),
      ),
    );
    for (const holder of holders) sessions.set(preparedPid(holder), preparedSession(holder, lockRows));
    blockedBy.set(pid, [...blockers.filter((blocker) => blocker !== 0), ...holders.map(preparedPid)]);
  }
  return [...sessions.values()];
}

function modesConflict(held: string, wanted: string): boolean {
  const [one, other] = [LockMode.safeParse(held), LockMode.safeParse(wanted)];
  // Others are predicate locks, which make nobody wait.
  return one.success && other.success && conflicts(one.data, other.data);
}

/** Its locks have no pid; they share a virtual transaction with the lock on its own id. */
function heldBy(transaction: PreparedRow, lockRows: readonly LockRow[]): LockRow[] {
  const withoutProcess = lockRows.filter((lock) => lock.pid === null && lock.granted);
  const own = withoutProcess.find((lock) => lock.transactionid === transaction.xid);
  return withoutProcess.filter((lock) => lock.virtual_transaction === own?.virtual_transaction);
}

function preparedPid(transaction: PreparedRow): number {
  return -Number(transaction.xid);
}

function preparedSession(transaction: PreparedRow, lockRows: readonly LockRow[]): LockSession {
  return {
    pid: preparedPid(transaction),
    user: transaction.user,
    applicationName: null,
    clientAddress: null,
    backendType: "prepared transaction",
    state: "prepared",
    waitEventType: null,
    waitEvent: null,
    query: `COMMIT PREPARED ${quoteLiteral(transaction.gid)}`,
    xactStart: transaction.prepared.toISOString(),
    queryStart: null,
    stateChange: transaction.prepared.toISOString(),
    waitingMs: null,
    blockedBy: [],
    locks: locksOf(heldBy(transaction, lockRows).filter((lock) => !isOwnTransaction(lock))),
    runId: null,
  };
}

/** Every writing transaction holds its own id: that says nothing. */
function isOwnTransaction(lock: LockRow): boolean {
  return lock.granted && lock.locktype === "transactionid";
}
