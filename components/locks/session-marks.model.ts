import type { BadgeTone } from "@/components/ui/badge";
import type { LockSession } from "@/lib/contracts/locks";

export interface SessionMark {
  readonly word: string;
  readonly tone: BadgeTone;
  readonly title: string;
}

/** Whether a session is Interlock's own: a run, its guard, a check. */
export const isOurs = (session: Pick<LockSession, "runId" | "applicationName">): boolean =>
  session.runId !== null || (session.applicationName ?? "").startsWith("interlock:");

/** What is not the app's own doing, in a word each: it has to be dealt with in another way. */
export function marksOf(session: LockSession): readonly SessionMark[] {
  const marks: SessionMark[] = [];
  if (isOurs(session)) marks.push({ word: "Interlock", tone: "accent", title: "A session of Interlock" });
  if (session.backendType?.includes("autovacuum")) {
    const forced = /\(to prevent wraparound\)/.test(session.query ?? "");
    marks.push(
      forced
        ? {
            word: "autovacuum against wraparound",
            tone: "warn",
            title: "Yields to nobody: cancelled, it comes back",
          }
        : {
            word: "autovacuum",
            tone: "neutral",
            title: "Yields by itself to who waits for it in the lock queue",
          },
    );
  }
  if (session.state === "prepared")
    marks.push({
      word: "prepared",
      tone: "warn",
      title: "A prepared transaction has no session: finish it with COMMIT PREPARED or ROLLBACK PREPARED",
    });
  return marks;
}

/** What a session is called: its process, or for a prepared transaction, which has none, its transaction's id. */
export const sessionNumber = (pid: number): string => (pid < 0 ? `transaction ${-pid}` : String(pid));
