/** Places where a process may be made to die, in the order a run passes them. A test walks all of them. */
export const CRASH_POINTS = [
  "lease-taken",
  "fence-taken",
  "intent-recorded",
  "before-send",
  "before-commit",
  "after-commit",
  "batch-before-commit",
  "batch-after-commit",
  "before-record",
  "before-finish",
] as const;
/** Those that only a run passes which tells a migration tool of itself, in a transaction after its last step. */
export const RECORD_CRASH_POINTS = ["record-before-commit", "record-committed"] as const;
export type CrashPoint = (typeof CRASH_POINTS)[number] | (typeof RECORD_CRASH_POINTS)[number];

let passed = 0;

/**
 * Kills this process without any clean-up where INTERLOCK_CRASHPOINT names the point (`name` or `name:n` for its n-th
 * passing). SIGKILL, because nothing may run afterwards: no `finally`, no socket shutdown of ours.
 */
export function crashpoint(name: CrashPoint, env: NodeJS.ProcessEnv = process.env): void {
  const wanted = env.INTERLOCK_CRASHPOINT;
  if (!wanted) return;
  const [point, nth = "1"] = wanted.split(":");
  if (point !== name) return;
  passed += 1;
  if (passed < Number(nth)) return;
  process.kill(process.pid, "SIGKILL");
}
