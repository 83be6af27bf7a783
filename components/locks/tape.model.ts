import type { TapePoint } from "@/lib/contracts/locks";

export const TAPE_SECONDS = 15 * 60;

/** The figures of the last fifteen minutes, one for each second up to `nowMs`; 0 where nobody looked. */
export function secondsOf(tape: readonly TapePoint[], nowMs: number): readonly number[] {
  const end = Math.floor(nowMs / 1000);
  const values = new Array<number>(TAPE_SECONDS).fill(0);
  for (const { at, waiting } of tape) {
    const place = TAPE_SECONDS - 1 - (end - Math.floor(Date.parse(at) / 1000));
    if (place >= 0 && place < TAPE_SECONDS) values[place] = waiting;
  }
  return values;
}

/** The instant that a place on the scale stands for, in whole seconds. */
export function instantAt(place: number, nowMs: number): string {
  const end = Math.floor(nowMs / 1000);
  return new Date((end - (TAPE_SECONDS - 1 - place)) * 1000).toISOString();
}

/** The place of an instant on the scale; null where it has left it. */
export function placeOf(at: string, nowMs: number): number | null {
  const place = TAPE_SECONDS - 1 - (Math.floor(nowMs / 1000) - Math.floor(Date.parse(at) / 1000));
  return place >= 0 && place < TAPE_SECONDS ? place : null;
}

/** `4 min 10 s ago, 3 waiting`: what a place on the scale says to those who do not see the chart. */
export function sayPlace(place: number, waiting: number): string {
  const ago = TAPE_SECONDS - 1 - place;
  const when = ago === 0 ? "now" : `${ago >= 60 ? `${Math.floor(ago / 60)} min ` : ""}${ago % 60} s ago`;
  return `${when}, ${waiting === 0 ? "nobody waited" : `${waiting} waiting`}`;
}

/** The next second before or after a place in which somebody waited; null where there is none. */
export function nextWait(values: readonly number[], place: number, step: 1 | -1): number | null {
  for (let at = place + step; at >= 0 && at < values.length; at += step) {
    // The edge of a stretch, not each of its seconds.
    if ((values[at] ?? 0) > 0 && (values[at - step] ?? 0) === 0) return at;
  }
  return null;
}
