import type { Blocker } from "../contracts/run";

/** What a look at the step's relations showed. */
export interface Seen {
  readonly blockers: readonly Blocker[];
  /** Every holder in the way is an autovacuum that yields to a waiter (not one against wraparound). */
  readonly onlyYieldingVacuum: boolean;
}

/** How the search for a gap stands. Start from FIRST_RUNG. */
export interface Ladder {
  /** Tries in a row that were refused while no holder was long (a look may miss holders that come and go). */
  readonly overlaps: number;
  readonly rung: number;
  readonly vacuumRefusals: number;
}
export const FIRST_RUNG: Ladder = { overlaps: 0, rung: 0, vacuumRefusals: 0 };

export type Move =
  /** Do not even try: a try would be refused, or would queue. */
  | { readonly kind: "look-again"; readonly sleepMs: number }
  | {
      readonly kind: "try";
      /** 0: NOWAIT, outside the queue. Else the most that we stand in the queue. */
      readonly waitMs: number;
      /** First wait 1.2 s in SHARE UPDATE EXCLUSIVE, which stalls no reads or writes but makes an autovacuum yield. */
      readonly nudgeVacuum: boolean;
      readonly sleepMs: number;
    };

/** A holder older than this is long: standing in the queue behind it would stall everybody behind us. */
export const LONG_HOLDER_MS = 1000;
const POLL_MS = 75;
const OVERLAPS_BEFORE_WAITING = 5;
/** Waits while holders are short and merely overlap; sleeping ten times as long keeps the queue free 90 % of the time. */
const RUNGS_MS = [10, 20, 50, 100] as const;
const VACUUM_REFUSALS_BEFORE_NUDGE = 3;

/**
 * The next move. Measured behind a 10 s reader: a lock polled with NOWAIT stalls the app for 0 ms and is in 0.3 s after
 * the reader has left, where 500 ms timeouts with back-off stall it for 2.9 s. A timeout is used only where there is no
 * long holder but never a gap between short ones either, and never one that could cost more than the step may
 * (`harmLeftMs`, with one session stalled behind us).
 */
export function nextMove(
  ladder: Ladder,
  seen: Seen,
  harmLeftMs = Number.POSITIVE_INFINITY,
): { move: Move; ladder: Ladder } {
  const tryNow = { kind: "try", waitMs: 0, nudgeVacuum: false, sleepMs: POLL_MS } as const;
  if (seen.onlyYieldingVacuum && seen.blockers.length > 0) {
    if (ladder.vacuumRefusals < VACUUM_REFUSALS_BEFORE_NUDGE) {
      return {
        move: { kind: "look-again", sleepMs: POLL_MS },
        ladder: { ...ladder, vacuumRefusals: ladder.vacuumRefusals + 1 },
      };
    }
    return { move: { ...tryNow, nudgeVacuum: true, sleepMs: 1000 }, ladder: FIRST_RUNG };
  }
  // An unknown age counts as long: never queue behind what cannot be judged.
  if (seen.blockers.some((b) => b.transactionAgeMs === null || b.transactionAgeMs >= LONG_HOLDER_MS)) {
    return { move: { kind: "look-again", sleepMs: POLL_MS }, ladder: FIRST_RUNG };
  }
  if (ladder.overlaps < OVERLAPS_BEFORE_WAITING)
    return { move: tryNow, ladder: { ...ladder, overlaps: ladder.overlaps + 1 } };
  const waitMs = RUNGS_MS[Math.min(ladder.rung, RUNGS_MS.length - 1)]!;
  if (waitMs > harmLeftMs) return { move: tryNow, ladder };
  return {
    move: { ...tryNow, waitMs, sleepMs: waitMs * 10 },
    ladder: { ...ladder, rung: ladder.rung + 1 },
  };
}
