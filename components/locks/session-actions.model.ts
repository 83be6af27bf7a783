import { freshnessOf } from "@/components/ui/freshness.model";
import { formatDuration } from "@/lib/client/format";
import { includesRole } from "@/lib/client/viewer";
import type { Permission, Reason } from "@/lib/contracts/common";
import type { LockSession } from "@/lib/contracts/locks";
import type { Role } from "@/lib/contracts/user";
import { isOurs } from "./session-marks.model";

export interface SessionPermissions {
  readonly cancel: Permission;
  readonly terminate: Permission;
}

/** How the one who wants to act sees the session, and why they want to. */
export interface Look {
  /** What is shown is from the tape. */
  readonly isPast: boolean;
  readonly seenAgoMs: number;
  readonly reason: string;
}

/** What may be done to a session, judged for the screen, with every reason against it; the server judges again. */
export function sessionPermissions(role: Role, session: LockSession | null, look: Look): SessionPermissions {
  const common = objections(session, look);
  const idle = session?.state?.startsWith("idle") ?? false;
  return {
    cancel: permission([
      ...common,
      ...needsRole(role, "engineer", "Cancelling a statement"),
      ...(idle
        ? [
            {
              code: "session.idle",
              message: "It runs no statement that could be cancelled: its transaction is open and idle.",
              remedy: "wait" as const,
            },
          ]
        : []),
    ]),
    terminate: permission([...common, ...needsRole(role, "approver", "Terminating a session")]),
  };
}

function objections(session: LockSession | null, look: Look): readonly Reason[] {
  if (session === null)
    return [
      {
        code: "session.gone",
        message: "The session has ended. Nothing needs to be done.",
        remedy: "wait",
      },
    ];
  const reasons: Reason[] = [];
  if (session.runId)
    reasons.push({
      code: "session.ours",
      message:
        "This is a run of Interlock: pause or abort the run instead, so that it stops at a safe place.",
      remedy: "fix",
      href: `/runs/${session.runId}`,
    });
  else if (isOurs(session))
    reasons.push({
      code: "session.ours",
      message: "This is Interlock itself, looking. It ends by itself.",
      remedy: "wait",
    });
  if (session.state === "prepared")
    reasons.push({
      code: "session.prepared",
      message: "It has no session: finish it with COMMIT PREPARED or ROLLBACK PREPARED.",
      remedy: "fix",
    });
  if (look.isPast)
    reasons.push({
      code: "session.past",
      message: "This is how it was: go back to now, its pid may be somebody else's.",
      remedy: "fix",
    });
  else if (freshnessOf(look.seenAgoMs) === "stale")
    reasons.push({
      code: "session.stale",
      message: `It was last seen ${formatDuration(look.seenAgoMs)} ago: its pid may be somebody else's by now.`,
      remedy: "wait",
    });
  if (look.reason.trim().length < MIN_REASON)
    reasons.push({
      code: "reason.missing",
      message: "Say why first: it goes on the audit trail.",
      remedy: "fix",
    });
  return reasons;
}

/** As the API demands. */
const MIN_REASON = 3;

function needsRole(role: Role, needed: Role, what: string): Reason[] {
  if (includesRole(role, needed)) return [];
  return [
    { code: "role.missing", message: `${what} needs the role ${needed}; yours is ${role}.`, remedy: "wait" },
  ];
}

const permission = (reasons: readonly Reason[]): Permission => ({
  allowed: reasons.length === 0,
  reasons: [...reasons],
});
