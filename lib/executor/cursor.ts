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
 * been raised.
 */
export async function beginBatch(
  { run, lease }: RunContext,
  session: TargetSession,
  { lockTimeoutMs }: { readonly lockTimeoutMs: number },
): Promise<void> {
  const results = (await session.client.query(
    `BEGIN; SET LOCAL interlock.backfill = '1'; SET LOCAL lock_timeout = '${Math.ceil(lockTimeoutMs)}ms';
     SELECT 1 FROM interlock.run WHERE run_id = ${quoteLiteral(run.id)} AND epoch = ${lease.epoch} FOR SHARE`,
  )) as unknown as { rowCount: number | null }[];
  if (results.at(-1)?.rowCount !== 1) throw new LeaseLost();
}

/** Moves the cursor in the open transaction. Throws LeaseLost where it is not there any more. */
export async function moveCursor(
  { run, lease }: RunContext,
  session: TargetSession,
  cursorId: string,
  to: Cursor,
): Promise<void> {
  const { rowCount } = await session.client.query(
    `UPDATE interlock.cursor SET position = $3::jsonb, rows_done = $4, rows_written = $5, batches = $6, passes = $7,
        done = $8, run_id = $9, epoch = $10, updated_at = now()
      WHERE rollout_id = $1 AND step_id = $2`,
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
    ],
  );
  if (rowCount !== 1) throw new LeaseLost();
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
