import { sql } from "drizzle-orm";
import type { Queryable, Store } from "../store/client";

/** Name of the one task of our workers. */
export const EXECUTE_RUN = "execute-run";

/**
 * Wakes a worker for a run, inside the caller's transaction where one is given.
 *
 * It only wakes: the lease says who should work and the fence on the target who can, so a run that is handed out twice
 * is executed once, and one that was not handed out is taken up by a sweeper within a second. So nothing that is wrong
 * with the queue (no worker has ever started here, one is just migrating its tables) may fail what the caller does:
 * the job is made in a savepoint of its own.
 */
export async function dispatchRun(where: Store | Queryable, runId: string): Promise<void> {
  const db: Queryable = "pool" in where ? where.db : where;
  const found = await db.execute(sql`
    select exists (
      select from pg_proc where proname = 'add_job' and pronamespace = to_regnamespace('graphile_worker')
    ) as ready`);
  if (!(found.rows[0] as { ready: boolean } | undefined)?.ready) return;
  await db
    .transaction((tx) =>
      tx.execute(sql`
        select graphile_worker.add_job(
          ${EXECUTE_RUN}, json_build_object('runId', ${runId}::text),
          job_key => ${`run:${runId}`}::text)`),
    )
    .catch(() => {});
}
