import type { TrafficStats } from "@/lib/contracts/demo";
import type { Locks } from "@/lib/contracts/locks";
import type { Run, RunEvent } from "@/lib/contracts/run";

/** Outcome of folding one frame: `gap` means something is missing and the whole must be fetched again. */
export interface Folded<T> {
  readonly value: T;
  readonly gap: boolean;
}

/** The newer of two samples; frames may arrive late, and a fetch may overtake a frame. */
export function newerSample<T extends Locks | TrafficStats>(known: T | undefined, next: T): T {
  return known !== undefined && sampledAt(known) > sampledAt(next) ? known : next;
}

const sampledAt = (sample: Locks | TrafficStats): string =>
  "takenAt" in sample ? sample.takenAt : sample.at;

/** Adds an event to the history: old and repeated ones are dropped, a hole is reported and not papered over. */
export function foldEvents(known: readonly RunEvent[], event: RunEvent): Folded<readonly RunEvent[]> {
  const last = known.at(-1)?.seq ?? 0;
  if (event.seq <= last) return { value: known, gap: false };
  if (event.seq > last + 1) return { value: known, gap: true };
  return { value: [...known, event], gap: false };
}

/**
 * Brings a run up to date with one event. Events up to `lastSeq` are already in the run and dropped; after a hole
 * the run is left as it is. State changes also report a gap, because permissions (`actions`) are the server's to say.
 */
export function foldRun(run: Run, event: RunEvent): Folded<Run> {
  if (event.seq <= run.lastSeq) return { value: run, gap: false };
  if (event.seq > run.lastSeq + 1) return { value: run, gap: true };
  const next = { ...run, lastSeq: event.seq };
  switch (event.type) {
    case "state":
      return {
        value: { ...next, state: event.data.state, reason: event.data.reason, error: event.data.error },
        gap: true,
      };
    case "step":
      return {
        value: { ...next, steps: replaceStep(run.steps, event.data.step.id, () => event.data.step) },
        gap: false,
      };
    case "progress":
      return {
        value: {
          ...next,
          steps: replaceStep(run.steps, event.data.stepId, (step) => ({
            ...step,
            progress: event.data.progress,
          })),
        },
        gap: false,
      };
    case "harm":
      return { value: withHarm(next, event.data.stepId, event.data.harmMs), gap: false };
    case "attempt":
      return {
        value: {
          ...next,
          steps: replaceStep(run.steps, event.data.stepId, (step) => ({
            ...step,
            attempts: Math.max(step.attempts, event.data.attempt),
          })),
        },
        gap: false,
      };
    case "pace":
      return { value: { ...next, pace: event.data.pace }, gap: false };
    case "preflight":
      return { value: { ...next, preflight: { at: event.at, items: event.data.items } }, gap: false };
    case "watch":
      return { value: { ...next, watch: event.data.watch }, gap: false };
    case "blocked":
    case "log":
      return { value: next, gap: false };
  }
}

type Steps = Run["steps"];

function replaceStep(steps: Steps, id: string, change: (step: Steps[number]) => Steps[number]): Steps {
  return steps.map((step) => (step.id === id ? change(step) : step));
}

function withHarm(run: Run, stepId: string, harmMs: number): Run {
  const steps = replaceStep(run.steps, stepId, (step) => ({ ...step, harmMs }));
  return { ...run, steps, harmMs: steps.reduce((sum, step) => sum + step.harmMs, 0) };
}
