import { and, eq, inArray } from "drizzle-orm";
import { checkRunAllowed } from "../governance/load";
import { tripwires } from "../store/schema";
import type { RunContext } from "./context";
import { untilAnswered } from "./control-plane";
import { askPerson } from "./interruption";
import type { TargetSession } from "./session";

/** A tripwire's position as the gate saw it when it said yes. */
interface Position {
  readonly sequence: string;
  readonly value: string;
}

/**
 * What is asked right before each try of a step that destroys: may the phase still run, and where do the tripwires
 * stand on which that answer rests? The search for a gap between locks takes minutes, in which an approval may be
 * withdrawn, a deploy rolled back, or old code come alive. Asked outside the lock, so that the app never waits for the
 * control plane; the tripwires are then compared under the lock. Throws StopAndAsk where the answer is no.
 */
export async function lastLook({ store, lease, run }: RunContext): Promise<readonly Position[]> {
  const { permission, positions } = await untilAnswered(lease, () =>
    store.db.transaction(
      async (tx) => ({
        permission: await checkRunAllowed(tx, {
          planId: run.planId,
          environmentId: run.environmentId,
          phaseId: run.phase.id,
          direction: run.direction,
          actorId: run.startedById,
          runId: run.id,
        }),
        positions: await tx
          .select({ sequence: tripwires.sequence, value: tripwires.value })
          .from(tripwires)
          .where(
            and(
              eq(tripwires.environmentId, run.environmentId),
              inArray(
                tripwires.sequence,
                run.draft.tripwires.map((wire) => wire.sequence),
              ),
            ),
          ),
      }),
      { isolationLevel: "repeatable read", accessMode: "read only" },
    ),
  );
  if (!permission.allowed) {
    throw askPerson("step.not-allowed", permission.reasons.map((reason) => reason.message).join(" "));
  }
  // Taking back needs no quiet, nor does a policy that asks for none.
  if (run.direction === "down" || run.policy.quietWindowMs === 0) return [];
  return positions.flatMap(({ sequence, value }) => (value === null ? [] : { sequence, value }));
}

/**
 * Under the locks, where no write can be under way: no tripwire has moved since the gate saw it. Throws StopAndAsk
 * `evidence.tripwire` where one has, or is not to be read; the caller rolls back.
 */
export async function assertUnmoved(session: TargetSession, positions: readonly Position[]): Promise<void> {
  for (const { sequence, value } of positions) {
    const found = await session.client.query<{ there: boolean }>(
      "SELECT to_regclass($1) IS NOT NULL AS there",
      [sequence],
    );
    // As the monitor reads it: 0 before the first use. The name comes quoted from the plan.
    const now = found.rows[0]?.there
      ? (
          await session.client.query<{ value: string }>(
            `SELECT (CASE WHEN is_called THEN last_value ELSE 0 END)::text AS value FROM ${sequence}`,
          )
        ).rows[0]?.value
      : null;
    if (now === value) continue;
    throw askPerson(
      "evidence.tripwire",
      now == null || BigInt(now) < BigInt(value)
        ? `The tripwire ${sequence} is not the one that was observed: it is gone or was made anew, so whether old code still writes is not known. Nothing was changed.`
        : `Old code wrote just now: the tripwire ${sequence} moved from ${value} to ${now} before the locks were had. Nothing was changed.`,
    );
  }
}
