import type { LockMode } from "@/lib/contracts/common";
import { LOCK_MODES } from "@/lib/contracts/constants";

/**
 * Which modes each mode conflicts with (PostgreSQL manual, table 13.2). Symmetric.
 * https://www.postgresql.org/docs/current/explicit-locking.html#LOCKING-TABLES
 */
const CONFLICTS: Record<LockMode, readonly LockMode[]> = {
  AccessShareLock: ["AccessExclusiveLock"],
  RowShareLock: ["ExclusiveLock", "AccessExclusiveLock"],
  RowExclusiveLock: ["ShareLock", "ShareRowExclusiveLock", "ExclusiveLock", "AccessExclusiveLock"],
  ShareUpdateExclusiveLock: [
    "ShareUpdateExclusiveLock",
    "ShareLock",
    "ShareRowExclusiveLock",
    "ExclusiveLock",
    "AccessExclusiveLock",
  ],
  ShareLock: [
    "RowExclusiveLock",
    "ShareUpdateExclusiveLock",
    "ShareRowExclusiveLock",
    "ExclusiveLock",
    "AccessExclusiveLock",
  ],
  ShareRowExclusiveLock: [
    "RowExclusiveLock",
    "ShareUpdateExclusiveLock",
    "ShareLock",
    "ShareRowExclusiveLock",
    "ExclusiveLock",
    "AccessExclusiveLock",
  ],
  ExclusiveLock: [
    "RowShareLock",
    "RowExclusiveLock",
    "ShareUpdateExclusiveLock",
    "ShareLock",
    "ShareRowExclusiveLock",
    "ExclusiveLock",
    "AccessExclusiveLock",
  ],
  AccessExclusiveLock: LOCK_MODES,
};

/** Whether a session that holds one mode makes another that asks for the other mode wait. */
export function conflicts(held: LockMode, wanted: LockMode): boolean {
  return CONFLICTS[held].includes(wanted);
}

/** Negative where `left` is weaker than `right`, 0 where they are the same mode. */
export function compareStrength(left: LockMode, right: LockMode): number {
  return LOCK_MODES.indexOf(left) - LOCK_MODES.indexOf(right);
}

export function stronger(left: LockMode, right: LockMode): LockMode {
  return compareStrength(left, right) >= 0 ? left : right;
}

/** A plain SELECT takes ACCESS SHARE. */
export function blocksReads(mode: LockMode): boolean {
  return conflicts(mode, "AccessShareLock");
}

/** INSERT, UPDATE and DELETE take ROW EXCLUSIVE. */
export function blocksWrites(mode: LockMode): boolean {
  return conflicts(mode, "RowExclusiveLock");
}

/** What holding the mode means for everybody else. */
export function lockWords(mode: LockMode): string {
  if (blocksReads(mode)) return "blocks reads and writes";
  if (blocksWrites(mode)) return "blocks writes";
  // SHARE UPDATE EXCLUSIVE conflicts with itself, with vacuum and with DDL, never with an application's statements.
  if (mode === "ShareUpdateExclusiveLock") return "blocks other schema changes only";
  return "blocks nobody";
}

/** The name that `LOCK TABLE … IN … MODE` takes, e.g. `ACCESS EXCLUSIVE`. */
export function lockModeSql(mode: LockMode): string {
  return mode
    .replace(/Lock$/, "")
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .toUpperCase();
}
