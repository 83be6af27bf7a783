import { and, desc, eq, lt } from "drizzle-orm";
import type { MeasuredStep } from "../planner/estimate";
import type { Queryable, Tx } from "./client";
import { measuredSteps } from "./schema";

/** Of each kind of work on each environment; older ones say less of how fast its server is now. */
export const KEPT_MEASUREMENTS = 50;

/** Keeps what a step showed, by the control plane's clock, and forgets the oldest of its kind on the environment. */
export async function keepMeasuredStep(
  tx: Tx,
  step: Omit<MeasuredStep, "measuredAt"> & {
    readonly environmentId: string;
    readonly runId: string;
    readonly stepId: string;
  },
): Promise<void> {
  await tx.insert(measuredSteps).values(step);
  const ofKind = and(eq(measuredSteps.environmentId, step.environmentId), eq(measuredSteps.kind, step.kind));
  const [oldest] = await tx
    .select({ seq: measuredSteps.seq })
    .from(measuredSteps)
    .where(ofKind)
    .orderBy(desc(measuredSteps.seq))
    .offset(KEPT_MEASUREMENTS - 1)
    .limit(1);
  if (oldest) await tx.delete(measuredSteps).where(and(ofKind, lt(measuredSteps.seq, oldest.seq)));
}

/** What earlier runs showed on an environment. */
export async function listMeasuredSteps(
  q: Queryable,
  environmentId: string,
): Promise<readonly MeasuredStep[]> {
  return q
    .select({
      kind: measuredSteps.kind,
      rows: measuredSteps.rows,
      bytes: measuredSteps.bytes,
      ms: measuredSteps.ms,
      measuredAt: measuredSteps.measuredAt,
    })
    .from(measuredSteps)
    .where(eq(measuredSteps.environmentId, environmentId))
    .orderBy(measuredSteps.seq);
}
