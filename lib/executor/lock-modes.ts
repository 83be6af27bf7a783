import { LOCK_MODES, type LockMode } from "../contracts/common";

// https://www.postgresql.org/docs/current/explicit-locking.html#LOCKING-TABLES, table 13.2
const CONFLICTS: Readonly<Record<LockMode, readonly LockMode[]>> = {
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
  ExclusiveLock: LOCK_MODES.slice(1),
  AccessExclusiveLock: LOCK_MODES,
};

/** Whether two sessions cannot hold these modes on one relation together. Symmetric. */
export function conflicts(a: LockMode, b: string): boolean {
  return (CONFLICTS[a] as readonly string[]).includes(b);
}

/** Strength in the manual's order: of two locks on a relation the stronger is taken at once, never upgraded to. */
export function isStronger(a: LockMode, b: LockMode): boolean {
  return LOCK_MODES.indexOf(a) > LOCK_MODES.indexOf(b);
}

/** Modes worth taking ahead of the statement: those that ordinary reads and writes, or other DDL, stand in the way of. */
export function isPolledFor(mode: LockMode): boolean {
  return isStronger(mode, "RowExclusiveLock");
}

/** `AccessExclusiveLock` as LOCK TABLE spells it. */
export function lockTableMode(mode: LockMode): string {
  return mode
    .replace(/Lock$/, "")
    .replace(/(?<=[a-z])(?=[A-Z])/g, " ")
    .toUpperCase();
}
