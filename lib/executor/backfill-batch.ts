import type { BackfillSql } from "./backfill-sql";
import type { Work } from "./backfill-work";
import type { RunContext } from "./context";
import { crashpoint } from "./crashpoint";
import { beginBatch, type Cursor, moveCursor } from "./cursor";
import { classify } from "./retry";
import type { TargetSession } from "./session";
import { supervised } from "./supervise";
import type { Target } from "./target";

/**
 * One batch: its rows and the cursor in one transaction. Null where no row is left between the cursor and the last key.
 * `workMs` is what the rows took, without the way to the server and back: to a server 20 ms away every batch takes
 * 100 ms however few its rows, and steering by that would shrink it to nothing.
 */
export async function runBatch(
  context: RunContext,
  target: Target,
  session: TargetSession,
  work: Work,
  sql: BackfillSql,
  { cursor, lastKey }: { readonly cursor: Cursor; readonly lastKey: readonly string[] },
): Promise<{ next: Cursor; workMs: number; walBytes: number } | null> {
  const { client } = session;
  const from = cursor.position ?? [];
  const hasFrom = cursor.position !== null;
  try {
    const begunAt = performance.now();
    // Row locks of ours wait for the app's, and the app's for ours: a batch that meets one gives way and comes back.
    const fromLsn = await beginBatch(context, session, {
      lockTimeoutMs: Math.max(20, 2 * context.run.policy.batchTargetMs),
    });
    const wayMs = performance.now() - begunAt;
    const page = await client.query<{ n: number; upper: string[] }>(sql.page(hasFrom), [
      work.size.rows,
      ...lastKey,
      ...from,
    ]);
    const row = page.rows[0];
    if (!row) {
      await client.query("ROLLBACK");
      return null;
    }
    let written = 0;
    let writesMs = 0;
    for (const text of sql.writes(hasFrom)) {
      const writeAt = performance.now();
      const values = [...row.upper, ...from];
      const done = await supervised(
        context,
        target,
        client.query({ text, values, ...{ query_timeout: 35_000 } }),
      );
      written += done.rowCount ?? 0;
      writesMs += Math.max(0.1, performance.now() - writeAt - wayMs);
    }
    const next: Cursor = {
      position: row.upper,
      rowsDone: cursor.rowsDone + row.n,
      rowsWritten: cursor.rowsWritten + written,
      batches: cursor.batches + 1,
      passes: cursor.passes,
      done: false,
    };
    const walBytes = await moveCursor(context, session, work.cursorId, next, fromLsn);
    crashpoint("batch-before-commit");
    const commitAt = performance.now();
    await client.query({ text: "COMMIT", ...{ query_timeout: 35_000 } });
    const commitMs = performance.now() - commitAt;
    crashpoint("batch-after-commit");
    return { next, workMs: writesMs + Math.max(0, commitMs - wayMs), walBytes };
  } catch (error) {
    if (classify(error) !== "connection") await client.query("ROLLBACK").catch(() => {});
    throw error;
  }
}
