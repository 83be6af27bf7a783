import { includesRole } from "@/lib/client/viewer";
import type { Permission, Reason } from "@/lib/contracts/common";
import type { LockSession } from "@/lib/contracts/locks";
import type { Role } from "@/lib/contracts/user";

export interface SessionPermissions {
  readonly cancel: Permission;
  readonly terminate: Permission;
}

/** What may be done to a session, judged for the screen; the server judges again. */
export function sessionPermissions(role: Role, session: LockSession | null): SessionPermissions {
  const common: Reason[] = [];
  if (session === null) {
    common.push({
      code: "session.gone",
      message: "The session has ended. Nothing needs to be done.",
      remedy: "wait",
    });
  }
  if (session?.runId) {
    common.push({
      code: "session.ours",
      message:
        "This is a run of Interlock: pause or abort the run instead, so that it stops at a safe place.",
      remedy: "fix",
      href: `/runs/${session.runId}`,
    });
  }
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
