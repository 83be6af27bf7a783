import type { ClientBase } from "pg";

export interface SessionTarget {
  readonly pid: number;
  /** When that process began: a pid alone may belong to somebody else by now. Leave out where it is not known. */
  readonly backendStart?: Date;
}

export type SessionActionResult =
  /** The server took the request; the session ends its statement, or itself, a moment later. */
  | {
      readonly ok: true;
      readonly session: { readonly user: string | null; readonly applicationName: string | null };
    }
  | {
      readonly ok: false;
      readonly code: "session.not-found" | "session.is-ours" | "session.prepared" | "session.not-permitted";
      readonly message: string;
    };

/** Cancels what a session is running now. Nothing happens to one that is idle. */
export function cancelSession(client: ClientBase, session: SessionTarget): Promise<SessionActionResult> {
  return act(client, "pg_cancel_backend", session);
}

/** Ends a session: its transaction is rolled back and its connection closed. */
export function terminateSession(client: ClientBase, session: SessionTarget): Promise<SessionActionResult> {
  return act(client, "pg_terminate_backend", session);
}

/**
 * One statement looks at the session and acts on it, so that it cannot become another's in between. Never acts on
 * Interlock's own sessions that are no run (the monitor, the asking session itself): to stop a run, pause or abort it.
 */
async function act(
  client: ClientBase,
  action: "pg_cancel_backend" | "pg_terminate_backend",
  session: SessionTarget,
): Promise<SessionActionResult> {
  if (session.pid <= 0)
    return {
      ok: false,
      code: "session.prepared",
      message: "A prepared transaction has no session: finish it with COMMIT PREPARED or ROLLBACK PREPARED.",
    };
  try {
    const { rows } = await client.query<{
      user: string | null;
      application_name: string | null;
      ours: boolean;
      done: boolean | null;
    }>(
      `SELECT found.*, CASE WHEN NOT found.ours THEN ${action}(found.pid) END AS done
       FROM (SELECT a.pid, a.usename AS "user", a.application_name,
                    a.pid = pg_backend_pid() OR coalesce(a.application_name, '') ~ '^interlock:' AS ours
             FROM pg_stat_activity AS a
             WHERE a.pid = $1 AND ($2::timestamptz IS NULL
               OR abs(extract(epoch FROM a.backend_start - $2::timestamptz)) < 0.001)
             OFFSET 0) AS found`,
      [session.pid, session.backendStart ?? null],
    );
    const row = rows[0];
    if (!row || row.done === false)
      return { ok: false, code: "session.not-found", message: "That session is gone already." };
    if (row.ours)
      return {
        ok: false,
        code: "session.is-ours",
        message: "That session is Interlock's own: pause or abort its run instead.",
      };
    return { ok: true, session: { user: row.user, applicationName: row.application_name } };
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "42501")
      return {
        ok: false,
        code: "session.not-permitted",
        message:
          "Interlock's role may not signal that session: GRANT pg_signal_backend to it (a superuser's only a superuser may).",
      };
    throw error;
  }
}
