import { describeTargetError } from "../target/errors";
import type { Work } from "./backfill-work";
import type { RunContext } from "./context";
import { Interruption } from "./interruption";
import { classify } from "./retry";
import { setTimeLimits, type TargetSession, TIME_LIMITS } from "./session";
import { supervised } from "./supervise";
import type { Target } from "./target";

/**
 * Bounded bloat: vacuums the table after each slice of it, so that the next slice finds the room which the old versions
 * of this one left. Keyset order follows the order of pages on most tables. SHARE UPDATE EXCLUSIVE: nobody who reads
 * or writes waits. TRUNCATE off, because giving pages back takes ACCESS EXCLUSIVE; SKIP_LOCKED, because a vacuum or
 * DDL that is there already does as well. A vacuum that is not possible costs room, not rows: told once, passed over.
 */
export async function vacuumSliceIfDue(
  context: RunContext,
  target: Target,
  session: TargetSession,
  work: Work,
): Promise<void> {
  const percent = context.run.policy.vacuumEveryPercent;
  const { rowsWritten, rowsTotal } = work.progress.current;
  if (percent === 0 || rowsTotal === null || work.isVacuumImpossible) return;
  if (rowsWritten - work.vacuumedAt < (rowsTotal * percent) / 100) return;
  work.vacuumedAt = rowsWritten;
  try {
    await setTimeLimits(session, TIME_LIMITS.concurrent);
    const vacuum = `VACUUM (SKIP_LOCKED, TRUNCATE false) ${work.spec.relation}`;
    await supervised(context, target, session.client.query(vacuum));
    await setTimeLimits(session, TIME_LIMITS.backfill);
    work.progress.vacuumed();
  } catch (error) {
    if (error instanceof Interruption || classify(error) !== "failure") throw error;
    work.isVacuumImpossible = true;
    await setTimeLimits(session, TIME_LIMITS.backfill);
    await context.journal.log(`No vacuum between slices: ${describeTargetError(error)}`, {
      level: "warning",
      stepId: work.stepId,
    });
  }
}
