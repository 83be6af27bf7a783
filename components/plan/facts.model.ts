import { LOCK_MODES, type LockMode } from "@/lib/contracts/common";
import type { Facts } from "@/lib/contracts/plan";

export interface FactLook {
  readonly word: string;
  readonly tone: "ok" | "warn" | "bad" | "neutral";
}

/** What a statement does to others, in the words an on-call engineer needs first. */
export function blockingLook(facts: Facts): FactLook {
  if (facts.unknown) return { word: "Unknown to the planner", tone: "bad" };
  if (facts.blocksReads && facts.blocksWrites) return { word: "Blocks reads and writes", tone: "warn" };
  if (facts.blocksReads) return { word: "Blocks reads", tone: "warn" };
  if (facts.blocksWrites) return { word: "Blocks writes", tone: "warn" };
  return { word: "Blocks nobody", tone: "ok" };
}

/** The other facts worth a badge; what is not so goes without saying. */
export function workLooks(facts: Facts): readonly FactLook[] {
  const looks: FactLook[] = [];
  if (facts.rewrites) looks.push({ word: "Rewrites the table", tone: "bad" });
  if (facts.scans) looks.push({ word: "Scans the table", tone: "neutral" });
  if (facts.destructive) looks.push({ word: "Destroys data", tone: "bad" });
  if (!facts.transactional) looks.push({ word: "Outside a transaction", tone: "neutral" });
  return looks;
}

const MODE_WORDS: Record<LockMode, string> = {
  AccessShareLock: "blocks nobody",
  RowShareLock: "blocks nobody",
  RowExclusiveLock: "blocks nobody but schema changes",
  ShareUpdateExclusiveLock: "blocks other schema changes only",
  ShareLock: "blocks writes",
  ShareRowExclusiveLock: "blocks writes",
  ExclusiveLock: "blocks writes and locking reads",
  AccessExclusiveLock: "blocks reads and writes",
};

/** A lock mode in plain words (PostgreSQL manual, 13.3.1, conflict table). */
export const lockModeWords = (mode: LockMode): string => MODE_WORDS[mode];

/** The strongest mode of a list, or null. */
export function strongestMode(modes: readonly LockMode[]): LockMode | null {
  return modes.reduce<LockMode | null>(
    (best, mode) => (best === null || LOCK_MODES.indexOf(mode) > LOCK_MODES.indexOf(best) ? mode : best),
    null,
  );
}
