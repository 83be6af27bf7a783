import type { Locks } from "@/lib/contracts/locks";

/** A sample that could be taken, and when it came, by the browser's clock: the target's may go wrong. */
export interface SeenLocks {
  readonly locks: Locks;
  readonly at: number;
}

/**
 * What to show once another sample came: it, unless it only says why it could not be taken. Then what was seen last
 * stays, growing old, because who stood in whose way is asked most when the target cannot be reached.
 */
export function nextSeen(former: SeenLocks | null, locks: Locks | undefined, at: number): SeenLocks | null {
  if (!locks || (locks.error !== null && former !== null)) return former;
  return former?.locks === locks ? former : { locks, at };
}
