import type { ClientBase } from "pg";
import { LockMode } from "../contracts/common";
import type { LockSession, Locks } from "../contracts/locks";
import { quoteLiteral } from "../sql/identifiers";
import { conflicts } from "../sql/lock-modes";
import { isSameThing, locksOf } from "./lock-names";
import { runIdOf } from "./run-id";
import {
  type LockRow,
  locksSql,
  PREPARED_SQL,
  type PreparedRow,
  SESSIONS_SQL,
  type SessionRow,
  type SessionsRow,
} from "./sample-queries";
import { buildForest, directBlockers, harmMsOf } from "./tree";

/** Sessions told of that neither wait, block nor are ours: the longest transactions. */
const BYSTANDERS = 100;
/** Bystanders change slowly, and their locks are most of what there is to read. */
const BYSTANDERS_EVERY_MS = 2_000;

/** What one sample leaves for the next one of the same target. */
export interface SampleMemory {
  bystanders: readonly LockSession[];
  /** By performance.now(). */
  bystandersReadAt: number;
}

export const emptyMemory = (): SampleMemory => ({
  bystanders: [],
  bystandersReadAt: Number.NEGATIVE_INFINITY,
});

/**
 * Who waits for whom in the client's database, now; of other databases only those who block. The client's own session
 * is left out. One query where nobody waits and nothing of ours is in a transaction; one more for locks, and one for
 * prepared transactions, otherwise. With `memory` the longest transactions and their locks are up to two seconds old.
 * Times are by the target's clock.
 *
 * Workers of a parallel query are told of as the session that runs it, as pg_blocking_pids does.
 * Prepared transactions have no process, and pg_blocking_pids says 0 for all of them: here each is a session with the
 * negative of its transaction id as pid, state `prepared` and the statement that would finish it as query.
 * Throws what the driver throws.
 */
export async function sampleLocks(client: ClientBase, memory: SampleMemory = emptyMemory()): Promise<Locks> {
  const started = performance.now();
  const wide = started - memory.bystandersReadAt >= BYSTANDERS_EVERY_MS;
  const first = await client.query<SessionsRow>({
    name: "interlock-sessions",
    text: SESSIONS_SQL,
    values: [wide],
  });
  const clock = first.rows[0];
  if (!clock) throw new Error("the session query answers at least one row");
  const { rows, blockedBy, waitersOf } = foldWorkers(first.rows);
  const blocking = new Set([...blockedBy.values()].flat());
  const inTree = (row: SessionRow) => blockedBy.has(row.pid) || blocking.has(row.pid);
  const isShown = (row: SessionRow) => inTree(row) || runIdOf(row.application_name) !== null;
  const shown = rows.filter(isShown);
  const bystanders = wide ? rows.filter((row) => !isShown(row)).slice(0, BYSTANDERS) : [];
  const someonePrepared = blocking.has(0);
  const locksByPid = await readLocks(
    client,
    clock.version,
    // What an old transaction holds matters before anybody waits for it: our own runs look, and do not queue behind it.
    [...shown, ...bystanders].filter((row) => inTree(row) || row.xact_start !== null),
    { prepared: someonePrepared, waitersOf },
  );
  const prepared = someonePrepared ? (await client.query<PreparedRow>(PREPARED_SQL)).rows : [];
  const preparedSessions = namePreparedBlockers(blockedBy, prepared, locksByPid);
  const direct = directBlockers(blockedBy);

  const toSession = (row: SessionRow): LockSession => {
    const blockers = [...(direct.get(row.pid) ?? [])];
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
      runId: runIdOf(row.application_name),
    };
  };
  if (wide) {
    memory.bystanders = bystanders.map(toSession);
    memory.bystandersReadAt = started;
  }
  const shownPids = new Set(shown.map(({ pid }) => pid));
  const sessions = [
    ...shown.map(toSession),
    ...memory.bystanders.filter(({ pid }) => !shownPids.has(pid)),
    ...preparedSessions,
  ].sort((a, b) => a.pid - b.pid);

  const waitsMs = sessions.flatMap(({ waitingMs }) => (waitingMs === null ? [] : [waitingMs]));
  return {
    takenAt: clock.now.toISOString(),
    sampleMs: Math.round((performance.now() - started) * 10) / 10,
    sessions,
    roots: buildForest(sessions),
    summary: { waiting: waitsMs.length, longestWaitMs: Math.max(0, ...waitsMs), harmMs: harmMsOf(sessions) },
    error: null,
  };
}

/** Each session once, with whom it waits for, itself or by a worker, and which processes of it wait. */
function foldWorkers(found: readonly SessionsRow[]) {
  const sessions = new Map<number, SessionRow>();
  const blockedBy = new Map<number, number[]>();
  const waitersOf = new Map<number, number[]>();
  for (const row of found) {
    if (row.pid === null) continue;
    sessions.set(row.pid, row);
    // Those who got their lock since they were seen waiting wait for nobody.
    if (row.waiter === null || row.blockers === null || row.blockers === "{}") continue;
    const blockers: number[] = JSON.parse(`[${row.blockers.slice(1, -1)}]`);
    blockedBy.set(row.pid, [...new Set([...(blockedBy.get(row.pid) ?? []), ...blockers])]);
    waitersOf.set(row.pid, [...(waitersOf.get(row.pid) ?? []), row.waiter]);
  }
  return { rows: [...sessions.values()], blockedBy, waitersOf };
}

/** Locks of the sessions given, by pid; those of prepared transactions under null. A worker's are its leader's. */
async function readLocks(
  client: ClientBase,
  version: number,
  sessions: readonly SessionRow[],
  {
    prepared,
    waitersOf,
  }: { readonly prepared: boolean; readonly waitersOf: ReadonlyMap<number, readonly number[]> },
): Promise<Map<number | null, LockRow[]>> {
  const locks = new Map<number | null, LockRow[]>();
  if (sessions.length === 0) return locks;
  const sessionOf = new Map<number | null, number | null>([[null, null]]);
  for (const { pid } of sessions)
    for (const process of [pid, ...(waitersOf.get(pid) ?? [])]) sessionOf.set(process, pid);
  const { rows } = await client.query<LockRow>({
    name: prepared ? "interlock-locks-and-prepared" : "interlock-locks",
    text: locksSql(version, { prepared }),
    values: [[...sessionOf.keys()].filter((pid) => pid !== null)],
  });
  for (const row of rows) {
    const pid = sessionOf.get(row.pid) ?? null;
    const known = locks.get(pid);
    if (known) known.push(row);
    else locks.set(pid, [row]);
  }
  return locks;
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
  locksByPid: ReadonlyMap<number | null, readonly LockRow[]>,
): LockSession[] {
  const withoutProcess = locksByPid.get(null) ?? [];
  const sessions = new Map<number, LockSession>();
  for (const [pid, blockers] of blockedBy) {
    if (!blockers.includes(0)) continue;
    const wanted = (locksByPid.get(pid) ?? []).filter((lock) => !lock.granted);
    const holders = prepared.filter((transaction) =>
      heldBy(transaction, withoutProcess).some((held) =>
        wanted.some((lock) => isSameThing(held, lock) && modesConflict(held.mode, lock.mode)),
      ),
    );
    for (const holder of holders) sessions.set(preparedPid(holder), preparedSession(holder, withoutProcess));
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
function heldBy(transaction: PreparedRow, withoutProcess: readonly LockRow[]): LockRow[] {
  const own = withoutProcess.find((lock) => lock.transactionid === transaction.xid);
  return withoutProcess.filter((lock) => lock.virtual_transaction === own?.virtual_transaction);
}

function preparedPid(transaction: PreparedRow): number {
  return -Number(transaction.xid);
}

function preparedSession(transaction: PreparedRow, withoutProcess: readonly LockRow[]): LockSession {
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
    locks: locksOf(heldBy(transaction, withoutProcess).filter((lock) => !isOwnTransaction(lock))),
    runId: null,
  };
}

/** Every writing transaction holds its own id: that says nothing. */
function isOwnTransaction(lock: LockRow): boolean {
  return lock.granted && lock.locktype === "transactionid";
}
