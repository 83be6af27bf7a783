import { formatDuration } from "@/lib/client/format";
import { foldRun } from "@/lib/client/stream-fold";
import { MAX_TAPE_MS } from "@/lib/contracts/constants";
import type { TapePoint } from "@/lib/contracts/locks";
import type { Run, RunEvent } from "@/lib/contracts/run";
import { logLines } from "./log-lines.model";

/** Places of the slider, whatever the length of the run. */
export const SCRUB_PLACES = 400;

/** The stretch of time that a run covers, in epoch milliseconds. */
export interface Stretch {
  readonly fromMs: number;
  readonly toMs: number;
}

/** From when the run was asked for until it ended, or until now; a second at least. */
export function stretchOf(run: Pick<Run, "createdAt" | "finishedAt">, nowMs: number): Stretch {
  const fromMs = Date.parse(run.createdAt);
  const toMs = run.finishedAt === null ? nowMs : Date.parse(run.finishedAt);
  return { fromMs, toMs: Math.max(toMs, fromMs + 1000) };
}

/** The instant of a place; null for the last one, which is the end, or now. */
export function instantOf(place: number, { fromMs, toMs }: Stretch): string | null {
  if (place >= SCRUB_PLACES) return null;
  return new Date(fromMs + ((toMs - fromMs) * place) / SCRUB_PLACES).toISOString();
}

/** The place of an instant; the last one for null, and for instants outside the nearest end. */
export function placeOf(at: string | null, { fromMs, toMs }: Stretch): number {
  if (at === null) return SCRUB_PLACES;
  const share = (Date.parse(at) - fromMs) / (toMs - fromMs);
  return Math.min(SCRUB_PLACES, Math.max(0, Math.round(share * SCRUB_PLACES)));
}

/** An instant that a link may name; null where it is none. */
export function readInstant(text: string | null): string | null {
  const ms = text === null ? Number.NaN : Date.parse(text);
  return Number.isNaN(ms) ? null : new Date(ms).toISOString();
}

export const eventsUntil = (events: readonly RunEvent[], at: string): readonly RunEvent[] =>
  events.filter((event) => Date.parse(event.at) <= Date.parse(at));

/** The run as its events tell that it was at an instant. What no event tells (title, budget, who) is as it is now. */
export function runAt(run: Run, events: readonly RunEvent[], at: string): Run {
  const blank: Run = {
    ...run,
    state: "queued",
    reason: null,
    error: null,
    finishedAt: null,
    harmMs: 0,
    preflight: null,
    watch: null,
    lastSeq: 0,
    steps: run.steps.map((step) => ({
      ...step,
      state: "pending",
      startedAt: null,
      finishedAt: null,
      attempts: 0,
      harmMs: 0,
      progress: null,
      activity: null,
      measured: null,
      error: null,
    })),
  };
  return eventsUntil(events, at).reduce((known, event) => foldRun(known, event).value, blank);
}

/** The instant of the next line of the log before or after an instant; null for the end. */
export function nextMoment(events: readonly RunEvent[], at: string | null, step: 1 | -1): string | null {
  const told = logLines(events).map((line) => line.at);
  const here = at === null ? Number.POSITIVE_INFINITY : Date.parse(at);
  if (step === -1) return told.findLast((moment) => Date.parse(moment) < here) ?? told[0] ?? null;
  return told.find((moment) => Date.parse(moment) > here) ?? null;
}

/** The part of a stretch whose tape fits in one answer: its end. */
export function tapeStretch({ fromMs, toMs }: Stretch): { readonly from: string; readonly to: string } {
  return {
    from: new Date(Math.max(fromMs, toMs - MAX_TAPE_MS)).toISOString(),
    to: new Date(toMs).toISOString(),
  };
}

/** How many waited at each place, the most where several seconds fall on one; 0 where nobody looked. */
export function waitingAt(tape: readonly TapePoint[], stretch: Stretch): readonly number[] {
  const values = new Array<number>(SCRUB_PLACES + 1).fill(0);
  const secondPlaces = (SCRUB_PLACES * 1000) / (stretch.toMs - stretch.fromMs);
  for (const { at, waiting } of tape) {
    const from = ((Date.parse(at) - stretch.fromMs) / 1000) * secondPlaces;
    // In a short run a second is several places wide.
    for (
      let place = Math.max(0, Math.floor(from));
      place <= Math.min(SCRUB_PLACES, from + secondPlaces);
      place++
    )
      values[place] = Math.max(values[place] ?? 0, waiting);
  }
  return values;
}

/** `12 s into the run, 3 waiting`: what a place says to those who do not see the chart. */
export function sayMoment(at: string | null, isOver: boolean, { fromMs }: Stretch, waiting: number): string {
  const when =
    at === null
      ? isOver
        ? "the end"
        : "now"
      : `${formatDuration(Math.max(0, Date.parse(at) - fromMs))} into the run`;
  return `${when}, ${waiting === 0 ? "nobody waited" : `${waiting} waiting`}`;
}
