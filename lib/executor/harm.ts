import type { RunContext } from "./context";
import { askPerson, Interruption, KEEP_TRYING } from "./interruption";
import type { TargetSession } from "./session";
import type { Target } from "./target";

/**
 * Does `work` under the guard's eyes: counts what others wait because of the session, tells it, and stops to ask where
 * the guard had to cancel our statement. Work that got through all the same is done.
 */
export async function watched<T>(
  context: RunContext,
  target: Target,
  { session, stepId }: { readonly session: TargetSession; readonly stepId: string },
  work: () => Promise<T>,
): Promise<T> {
  await target.guard.arm({ session, budgetMs: harmLeft(context, stepId) });
  const done = await work().then(
    (value) => ({ ok: true as const, value }),
    (error: unknown) => ({ ok: false as const, error }),
  );
  const { harmMs, tripped } = await target.guard.disarm();
  if (harmMs > 0) await tellHarm(context, stepId, harmMs);
  if (done.ok) return done.value;
  // In place of the cancelled statement's own error, which says only that it was cancelled.
  if (tripped && !(done.error instanceof Interruption)) throw harmBudget(context, stepId);
  throw done.error;
}

/** The pause that a passed budget leads to. */
export function harmBudget({ run, journal }: RunContext, stepId: string): Interruption {
  const spent = Math.round(journal.step(stepId).harmMs);
  return askPerson(
    "harm.budget",
    `Other sessions have waited ${spent} ms because of this step; the budget is ${run.policy.harmBudgetMs} ms. Our statement was cancelled and nothing was changed.`,
  );
}

/** Adds to what a step has cost others, and tells of it. */
export async function tellHarm({ run, journal }: RunContext, stepId: string, addedMs: number): Promise<void> {
  const harmMs = Math.round(journal.step(stepId).harmMs + addedMs);
  await journal.note(stepId, { harmMs }, [
    { type: "harm", data: { stepId, harmMs, budgetMs: run.policy.harmBudgetMs } },
  ]);
}

/** Session-milliseconds that others may still wait for this step; a person may have granted the budget again. */
export function harmLeft({ run, journal }: RunContext, stepId: string): number {
  const granted = run.choice === KEEP_TRYING.id ? journal.harmAtStart(stepId) : 0;
  return Math.max(0, run.policy.harmBudgetMs - (journal.step(stepId).harmMs - granted));
}
