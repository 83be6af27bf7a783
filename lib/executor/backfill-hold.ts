import { readTableBytes } from "./backfill-budget";
import type { Work } from "./backfill-work";
import { smallerBatch } from "./batch-size";
import type { RunContext } from "./context";
import { tellHarm } from "./harm";
import { readHolder } from "./health";
import type { Target } from "./target";

const HEALTH_EVERY_MS = 500;
const HARM_WINDOW_MS = 60_000;
const SIZE_EVERY_MS = 2_000;

/** Waits while a health signal is bad or others have waited too long for us lately. Says which one holds it. */
export async function holdWhileUnwell(context: RunContext, target: Target, work: Work): Promise<void> {
  if (performance.now() - work.healthAt < HEALTH_EVERY_MS) return;
  const { journal, lease } = context;
  let heldBy: string | null = null;
  for (;;) {
    const holder = (await readHolder(context, target)) ?? (await harmHolder(context, target, work));
    work.healthAt = performance.now();
    await measureTable(context, target, work);
    if (holder !== null && heldBy === null) {
      await journal.log(`Held: ${holder}.`, { level: "warning", stepId: work.stepId });
    }
    if (holder !== heldBy) {
      work.progress.hold(holder);
      await journal.updateStep(work.stepId, {
        state: holder === null ? "running" : "waiting",
        progress: work.progress.current,
      });
    }
    if (holder === null) {
      if (heldBy !== null) await journal.log("Going on.", { stepId: work.stepId });
      return;
    }
    heldBy = holder;
    await lease.pause(HEALTH_EVERY_MS);
  }
}

/**
 * A backfill may run for hours, so its harm is budgeted per minute: past it, the batches shrink and the backfill holds
 * until half of the budget is free again. It does not stop to ask, because waiting is the remedy.
 */
async function harmHolder(context: RunContext, target: Target, work: Work): Promise<string | null> {
  const now = performance.now();
  const added = target.guard.harmMs - work.toldHarmMs;
  if (added > 0) {
    work.toldHarmMs = target.guard.harmMs;
    work.harm.push([now, added]);
    await tellHarm(context, work.stepId, added);
  }
  work.harm = work.harm.filter(([at]) => now - at < HARM_WINDOW_MS);
  const recent = work.harm.reduce((sum, [, ms]) => sum + ms, 0);
  const budget = context.run.policy.harmBudgetMs;
  const limit = work.progress.heldBy === null ? budget : budget / 2;
  if (recent <= limit) return null;
  if (work.progress.heldBy === null) work.size = smallerBatch(work.size);
  return `other sessions waited ${Math.round(recent)} ms for us within a minute (budget ${budget} ms)`;
}

/** How large the walked table is now, every few seconds; over the guard's connection. */
async function measureTable({ log, run }: RunContext, target: Target, work: Work): Promise<void> {
  if (performance.now() - work.sizedAt < SIZE_EVERY_MS) return;
  work.sizedAt = performance.now();
  try {
    work.progress.sized(await readTableBytes(await target.guard.session(), work.spec.relation));
  } catch (error) {
    // The budget then counts from the last size that could be read.
    log.warn({ runId: run.id, error: (error as Error).message }, "the table's size could not be read");
  }
}
