import { describeTargetError } from "../target/errors";
import type { RunContext } from "./context";
import { raiseEpoch, terminateHolder } from "./fence";
import { Interruption, LeaseLost } from "./interruption";
import { sleep } from "./lease";
import { classify } from "./retry";
import { openSession, runApplicationName, type TargetSession } from "./session";

/** How long the target may stay unreachable before the run is given up all the same. */
const LIMIT_MS = 30_000;

/**
 * Makes `paused` and `aborted` true where an earlier worker began the run: its sessions (a stopped process, a cut
 * cable, a statement of a dead client that the server has not noticed yet) are ended and our epoch is put on the
 * target, so that nothing of the run goes on there once the state is told. Not by the fence: what is to be paused or
 * aborted must not wait for another rollout that holds it, and a session of this run is known by its name.
 *
 * Where the target cannot be reached within the limit, this is told in the run and given up: a run that can never be
 * ended would hold its rollout for ever, and the next run of it takes the fence before it does anything.
 */
export async function endEarlierSessions(context: RunContext): Promise<void> {
  const { run, lease, journal, log } = context;
  // Nobody had it before us, and our own sessions are closed.
  if (lease.epoch === 1) return;
  const giveUpAt = performance.now() + LIMIT_MS;
  for (;;) {
    let session: TargetSession | null = null;
    try {
      session = await openSession(run.connection, `interlock:fence:${run.id}`);
      await endAll(context, session);
      return;
    } catch (error) {
      if (error instanceof Interruption) throw error;
      const message = describeTargetError(error);
      log.warn({ runId: run.id }, message);
      if (classify(error) !== "connection" || performance.now() > giveUpAt) {
        await journal.log(
          `Whether an earlier worker's statement still runs is not known: ${message} Nothing new is begun.`,
          { level: "warning" },
        );
        return;
      }
      await sleep(500, lease.lost.signal);
    } finally {
      await session?.close();
    }
  }
}

async function endAll(context: RunContext, session: TargetSession): Promise<void> {
  const { lease } = context;
  for (;;) {
    if (lease.lost.signal.aborted) throw new LeaseLost();
    const { rows } = await session.client.query<{ pid: number; started: string; name: string }>(
      `SELECT pid, backend_start::text AS started, application_name AS name
         FROM pg_stat_activity WHERE application_name = $1 AND datname = current_database()`,
      [runApplicationName(context.run.id)],
    );
    if (rows.length === 0) break;
    for (const { pid, started, name } of rows)
      await terminateHolder(context, session, { pid, backendStart: started, applicationName: name });
    await sleep(50, lease.lost.signal);
  }
  const { rows } = await session.client.query<{ known: boolean }>(
    "SELECT to_regclass('interlock.run') IS NOT NULL AS known",
  );
  // Where the schema is not there, no worker ever got as far as a fence.
  if (rows[0]?.known) await raiseEpoch(context, session);
}
