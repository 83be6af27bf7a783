import { quoteLiteral } from "../sql/identifiers";
import type { RunContext } from "./context";
import { LeaseLost } from "./interruption";
import type { TargetSession } from "./session";

/** Where a backfill stands, as committed on the target together with the rows. */
export interface Cursor {
  /** Key of the last row looked at, as text; null before the first batch of a pass. */
  readonly position: readonly string[] | null;
  readonly rowsDone: number;
  readonly rowsWritten: number;
  readonly batches: number;
  /** Passes over the table that have ended. */
  readonly passes: number;
  readonly done: boolean;
}

/** Reads the cursor, making it where this is the first time. */
export async function openCursor(
  { run, lease }: RunContext,
  session: TargetSession,
  cursorId: string,
): Promise<Cursor> {
  await session.client.query(
    `INSERT INTO interlock.cursor (rollout_id, step_id, run_id, epoch) VALUES ($1, $2, $3, $4)
     ON CONFLICT (rollout_id, step_id) DO NOTHING`,
    [run.rolloutId, cursorId, run.id, lease.epoch],
  );
  const { rows } = await session.client.query<{
    position: string[] | null;
    rows_done: number;
    rows_written: number;
    batches: number;
    passes: number;
    done: boolean;
  }>(
    `SELECT position, rows_done::float8, rows_written::float8, batches::float8, passes, done
       FROM interlock.cursor WHERE rollout_id = $1 AND step_id = $2`,
    [run.rolloutId, cursorId],
  );
  const row = rows[0]!;
  return {
    position: row.position,
    rowsDone: row.rows_done,
    rowsWritten: row.rows_written,
    batches: row.batches,
    passes: row.passes,
    done: row.done,
  };
}

/**
 * Opens a batch's transaction in one round trip: the setting that tells our triggers that this is not the app, a short
 * limit on waiting for the app's row locks, and the epoch's row held until commit. Throws LeaseLost where the epoch has
 * been raised. Answers where the server's WAL stood.
 */
export async function beginBatch(
  { run, lease }: RunContext,
  session: TargetSession,
  { lockTimeoutMs }: { readonly lockTimeoutMs: number },
): Promise<string> {
  const results = (await session.client.query(
    `BEGIN; SET LOCAL interlock.backfill = '1'; SET LOCAL lock_timeout = '${Math.ceil(lockTimeoutMs)}ms';
     SELECT pg_current_wal_insert_lsn()::text AS lsn FROM interlock.run WHERE run_id = ${quoteLiteral(run.id)} AND epoch = ${lease.epoch} FOR SHARE`,
  )) as unknown as { rows: { lsn: string }[] }[];
  const row = results.at(-1)?.rows[0];
  if (!row) throw new LeaseLost();
  return row.lsn;
}

/**
 * Moves the cursor in the open transaction. Answers the WAL of the server since `fromLsn`, in bytes. Throws LeaseLost
 * where the cursor is not there any more.
 */
export async function moveCursor(
  { run, lease }: RunContext,
  session: TargetSession,
  cursorId: string,
  to: Cursor,
  fromLsn: string | null = null,
): Promise<number> {
  const { rows } = await session.client.query<{ wal: number | null }>(
    `UPDATE interlock.cursor SET position = $3::jsonb, rows_done = $4, rows_written = $5, batches = $6, passes = $7,
        done = $8, run_id = $9, epoch = $10, updated_at = now()
      WHERE rollout_id = $1 AND step_id = $2
      RETURNING pg_wal_lsn_diff(pg_current_wal_insert_lsn(), $11::pg_lsn)::float8 AS wal`,
    [
      run.rolloutId,
      cursorId,
      to.position === null ? null : JSON.stringify(to.position),
      to.rowsDone,
      to.rowsWritten,
      to.batches,
      to.passes,
      to.done,
      run.id,
      lease.epoch,
      fromLsn,
    ],
  );
  if (!rows[0]) throw new LeaseLost();
  return rows[0].wal ?? 0;
}

/** Forgets cursors of steps that were taken back, so that running them again starts from the first row. */
export async function forgetCursors(
  { run }: RunContext,
  session: TargetSession,
  cursorIds: readonly string[],
): Promise<void> {
  await session.client.query("DELETE FROM interlock.cursor WHERE rollout_id = $1 AND step_id = ANY ($2)", [
    run.rolloutId,
    cursorIds,
  ]);
}
