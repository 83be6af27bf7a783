import { lockModeSql } from "../sql/lock-modes";
import type { LockWant } from "./blockers";
import type { TargetSession } from "./session";

/**
 * Takes all locks of a step in the open transaction, or none. `waitMs` 0 is NOWAIT: we never stand in the queue.
 *
 * Inside a DO block whose handler swallows the refusal, so that a refused try leaves no ERROR in the customer's log;
 * the block is a subtransaction, so a refusal gives back what it had taken, and success keeps it. ONLY, because the
 * fact engine lists children by name where a statement locks them.
 * The answer comes by a setting of the transaction: DO returns nothing.
 */
export async function tryLock(
  session: TargetSession,
  wants: readonly LockWant[],
  { waitMs, nudgeVacuum }: { readonly waitMs: number; readonly nudgeVacuum: boolean },
): Promise<"acquired" | "busy"> {
  if (wants.length === 0) return "acquired";
  await session.client.query(tryLockSql(wants, { waitMs, nudgeVacuum }));
  const { rows } = await session.client.query<{ answer: string }>(
    "SELECT current_setting('interlock.locked', true) AS answer",
  );
  return rows[0]?.answer === "yes" ? "acquired" : "busy";
}

/** The block's text; apart for tests. `waitMs` is rounded up to a millisecond. */
export function tryLockSql(
  wants: readonly LockWant[],
  { waitMs, nudgeVacuum }: { readonly waitMs: number; readonly nudgeVacuum: boolean },
): string {
  const lock = (want: LockWant, mode: string, nowait: boolean) =>
    `LOCK TABLE ONLY ${want.relation} IN ${mode} MODE${nowait ? " NOWAIT" : ""};`;
  const nudge = nudgeVacuum
    ? [
        // 1.2 s: an autovacuum is told to yield after deadlock_timeout (1 s by default).
        "PERFORM set_config('lock_timeout', '1200ms', true);",
        ...wants.map((want) => lock(want, "SHARE UPDATE EXCLUSIVE", false)),
      ]
    : [];
  const body = [
    ...nudge,
    ...(waitMs > 0 ? [`PERFORM set_config('lock_timeout', '${Math.ceil(waitMs)}ms', true);`] : []),
    ...wants.map((want) => lock(want, lockModeSql(want.mode), waitMs === 0)),
    "PERFORM set_config('interlock.locked', 'yes', true);",
  ].join("\n  ");
  const text = `BEGIN
  PERFORM set_config('interlock.locked', 'no', true);
  ${body}
EXCEPTION
  WHEN lock_not_available OR deadlock_detected THEN NULL;
  -- Only a part of the privileges that the statement itself needs: let the statement and its lock_timeout decide.
  WHEN insufficient_privilege THEN PERFORM set_config('interlock.locked', 'yes', true);
END`;
  let tag = "$interlock$";
  for (let i = 0; text.includes(tag); i++) tag = `$interlock${i}$`;
  return `DO ${tag}\n${text}\n${tag}`;
}
