import { formatDuration } from "@/lib/client/format";
import type { LockMode, RelationLock } from "@/lib/contracts/common";
import { LOCK_MODES } from "@/lib/contracts/constants";
import type { Action, Facts, Step } from "@/lib/contracts/plan";
import { isAppRelation, isOwnRelation } from "./node-label.model";

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

/**
 * Locks of a step with the app's tables first, the strongest before the others, Interlock's own objects last. Those on
 * the server's catalog are left out: every query takes them, and nobody waits for them.
 */
export function orderLocks(locks: readonly RelationLock[]): readonly RelationLock[] {
  const told = locks.filter(({ relation }) => isAppRelation(relation) || isOwnRelation(relation));
  return told.toSorted(
    (a, b) =>
      Number(isOwnRelation(a.relation)) - Number(isOwnRelation(b.relation)) ||
      LOCK_MODES.indexOf(b.mode) - LOCK_MODES.indexOf(a.mode),
  );
}

/** What a step's locks mean for others, in one sentence for somebody who does not know the modes. */
export function lockSentence(step: Pick<Action, "kind" | "locks" | "transactional">): string {
  const locks = orderLocks(step.locks).filter((lock) => isAppRelation(lock.relation));
  const [strongest] = locks;
  if (!strongest) return "Locks nothing of yours.";
  if (step.kind === "backfill") {
    return "Locks only the rows of one batch, for as long as the batch takes. It gives way to other sessions.";
  }
  const tables = locks.filter((lock) => lock.mode === strongest.mode).map((lock) => lock.relation);
  const what = `${capitalised(lockModeWords(strongest.mode))} on ${listed(tables)}`;
  if (lockModeWords(strongest.mode).startsWith("blocks nobody")) return `${what}.`;
  if (!step.transactional) return `${what} while it works; reads and writes go on.`;
  return step.kind === "validate"
    ? `${what} while it reads the table; reads and writes go on.`
    : `${what} for a moment. It is tried with NOWAIT until there is a gap, so nobody queues behind it.`;
}

/** `under 100 ms`, `about 5 s`, `15 s to 40 s`: a range from next to nothing is only its upper end. */
export function formatEstimate({ lowMs, highMs }: Step["estimate"]): string {
  if (highMs <= 100 || lowMs < highMs / 50) return `under ${formatDuration(highMs)}`;
  const [low, high] = [formatDuration(lowMs), formatDuration(highMs)];
  return low === high ? `about ${high}` : `${low} to ${high}`;
}

const capitalised = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
const listed = (names: readonly string[]) =>
  names.length < 2 ? (names[0] ?? "") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
