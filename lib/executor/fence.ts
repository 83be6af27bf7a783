import { eq } from "drizzle-orm";
import { appendAudit } from "../audit/append";
import { runs } from "../store/schema";
import { advisoryKey } from "../target/interlock-schema";
import type { RunContext } from "./context";
import { untilAnswered } from "./control-plane";
import { LeaseLost } from "./interruption";
import { jittered } from "./retry";
import { runApplicationName, type TargetSession } from "./session";

/** How long the session of an owner that lost its lease may take to go by itself. */
const GRACE_MS = 400;

export interface Holder {
  readonly pid: number;
  readonly backendStart: string;
  readonly applicationName: string;
}

/** Advisory keys of the relations a plan works on, sorted: every runner asks in the same order. */
export function fenceKeys(relations: readonly string[]): string[] {
  const keys = [...new Set(relations)].map((relation) => advisoryKey(`fence:${relation}`));
  return keys.sort((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1));
}

/**
 * Takes the fence of every relation of the plan on the very session that executes, and puts our epoch on the target.
 *
 * The locks are tried and polled, never waited for inside a lock function (that would hold a snapshot and stall
 * concurrent index builds). All or none. A session that still holds them for this same rollout, although its worker's
 * lease is over (stopped process, black-holed cable), is ended by pid and start time and name, and that is audited.
 * Another rollout's run on the same table is waited for.
 */
export async function takeFence(context: RunContext, session: TargetSession): Promise<void> {
  const { run, lease, journal } = context;
  const keys = fenceKeys(run.draft.relations);
  const startedAt = performance.now();
  let told = false;
  while (!(await tryAll(session, keys))) {
    await lease.checkpoint();
    const holder = await findHolder(session, keys);
    if (holder && (await isStaleHolder(context, holder))) {
      if (performance.now() - startedAt > GRACE_MS) await terminateHolder(context, session, holder);
    } else if (holder && !told && performance.now() - startedAt > 1000) {
      told = true;
      await journal.log(
        `Another run works on the same table (${holder.applicationName}, pid ${holder.pid}): waiting for it to end.`,
        { level: "warning" },
      );
    }
    await lease.pause(jittered(60));
  }
  await raiseEpoch(context, session);
}

async function tryAll(session: TargetSession, keys: readonly string[]): Promise<boolean> {
  for (const [i, key] of keys.entries()) {
    const { rows } = await session.client.query<{ locked: boolean }>(
      "SELECT pg_try_advisory_lock($1::bigint) AS locked",
      [key],
    );
    if (rows[0]?.locked) continue;
    for (const held of keys.slice(0, i))
      await session.client.query("SELECT pg_advisory_unlock($1::bigint)", [held]);
    return false;
  }
  return true;
}

/** A bigint key shows in pg_locks as classid (high half), objid (low half) and objsubid 1. */
async function findHolder(session: TargetSession, keys: readonly string[]): Promise<Holder | null> {
  const { rows } = await session.client.query<{
    pid: number;
    backend_start: string;
    application_name: string;
  }>(
    `SELECT a.pid, a.backend_start::text, a.application_name
       FROM pg_locks l JOIN pg_stat_activity a USING (pid)
      WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1 AND l.pid <> pg_backend_pid()
        AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
        AND ((l.classid::bigint << 32) | l.objid::bigint) = ANY($1::bigint[])
      LIMIT 1`,
    [keys],
  );
  const row = rows[0];
  return row
    ? { pid: row.pid, backendStart: row.backend_start, applicationName: row.application_name }
    : null;
}

/** Only one run of a rollout is active and its lease is ours, so any other session of the rollout has outlived its worker. */
async function isStaleHolder({ store, run, lease }: RunContext, holder: Holder): Promise<boolean> {
  if (!lease.isCertain) return false;
  if (holder.applicationName === runApplicationName(run.id)) return true;
  const match = /^interlock:run:(.+)$/.exec(holder.applicationName);
  if (!match?.[1]) return false;
  const holderId = match[1];
  const rows = await untilAnswered(lease, () =>
    store.db.select({ rolloutId: runs.rolloutId }).from(runs).where(eq(runs.id, holderId)),
  );
  return rows[0]?.rolloutId === run.rolloutId;
}

/** Sessions whose end is on record. A stopped process of the server obeys only once it goes on: it is told again until then. */
const ended = new WeakMap<RunContext, Set<string>>();

/** Ends a session by its pid, start and name together, and audits it, once however often it takes. */
export async function terminateHolder(
  context: RunContext,
  session: TargetSession,
  holder: Holder,
): Promise<void> {
  const { run, journal } = context;
  const { rows } = await session.client.query<{ ended: boolean }>(
    `SELECT pg_terminate_backend(pid) AS ended FROM pg_stat_activity
      WHERE pid = $1 AND backend_start::text = $2 AND application_name = $3`,
    [holder.pid, holder.backendStart, holder.applicationName],
  );
  if (!rows[0]?.ended) return;
  const known = ended.get(context) ?? new Set();
  ended.set(context, known);
  const name = `${holder.pid} ${holder.backendStart}`;
  if (known.has(name)) return;
  known.add(name);
  const summary = `Ended session ${holder.pid} of a worker that had lost the run`;
  const event = { type: "log", data: { level: "warning", message: `${summary}.`, stepId: null } } as const;
  await journal.write([event], {}, async (tx) => {
    await appendAudit(tx, {
      actorId: null,
      actorName: "Interlock",
      action: "fence.holder-terminated",
      subjectType: "run",
      subjectId: run.id,
      environmentId: run.environmentId,
      summary,
      detail: { ...holder },
    });
  });
}

/** Throws LeaseLost where a later worker has put its own there. */
export async function raiseEpoch({ run, lease }: RunContext, session: TargetSession): Promise<void> {
  const { rowCount } = await session.client.query(
    `INSERT INTO interlock.run AS r (run_id, rollout_id, epoch) VALUES ($1, $2, $3)
     ON CONFLICT (run_id) DO UPDATE SET epoch = excluded.epoch, updated_at = now() WHERE r.epoch <= excluded.epoch`,
    [run.id, run.rolloutId, lease.epoch],
  );
  if (rowCount !== 1) throw new LeaseLost();
}

/**
 * The first statement of every transaction of ours on a target: holds the epoch's row until commit, so that nobody can
 * raise it in between. Throws LeaseLost where it has been raised.
 */
export async function assertEpoch({ run, lease }: RunContext, session: TargetSession): Promise<void> {
  const { rowCount } = await session.client.query(
    "SELECT 1 FROM interlock.run WHERE run_id = $1 AND epoch = $2 FOR SHARE",
    [run.id, lease.epoch],
  );
  if (rowCount !== 1) throw new LeaseLost();
}
