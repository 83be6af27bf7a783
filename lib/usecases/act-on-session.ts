import { appendAudit, by } from "../audit/append";
import { fail, ok, type Result } from "../contracts/result";
import { cancelSession, terminateSession } from "../monitor/session-actions";
import { getEnvironment } from "../store/environments";
import type { Asker } from "./asker";
import { noEnvironment, onTarget } from "./on-target";
import { transact } from "./transact";

export interface SessionAct {
  readonly environmentId: string;
  readonly pid: number;
  readonly act: "cancel" | "terminate";
  /** Why, for the audit trail. */
  readonly reason: string;
}

export interface SessionActed {
  readonly id: string;
  readonly pid: number;
  readonly act: SessionAct["act"];
  readonly user: string | null;
  readonly applicationName: string | null;
}

/** Cancels what a session runs, or ends it. The intent is on the trail before the server is asked, the outcome after. */
export async function actOnSession(
  { store, actor }: Asker,
  { environmentId, pid, act, reason }: SessionAct,
): Promise<Result<SessionActed>> {
  const environment = await getEnvironment(store.db, environmentId);
  if (!environment) return noEnvironment();
  const record = (action: string, summary: string, detail: Record<string, unknown>) =>
    transact(store, async (tx) => {
      await appendAudit(tx, {
        ...by(actor),
        action,
        subjectType: "session",
        subjectId: String(pid),
        environmentId,
        summary,
        detail: { pid, reason, ...detail },
      });
      return ok(undefined);
    });
  const on = `session ${pid} on ${environment.name}`;
  await record(`session.${act}-intended`, `About to ${act} ${on}: ${reason}`, {});
  const acted = await onTarget(
    store,
    environmentId,
    { applicationName: "interlock:check", statementTimeoutMs: 5_000, connectTimeoutMs: 5_000 },
    (client) => (act === "cancel" ? cancelSession(client, { pid }) : terminateSession(client, { pid })),
  );
  if (!acted.ok || !acted.value.ok) {
    const message = !acted.ok
      ? "message" in acted.failure
        ? acted.failure.message
        : acted.failure.code
      : acted.value.ok
        ? ""
        : acted.value.message;
    await record(`session.${act}-failed`, `Could not ${act} ${on}: ${message}`, {});
    if (!acted.ok) return acted;
    if (acted.value.ok) throw new Error("unreachable");
    if (acted.value.code === "session.not-found") return fail({ code: "not-found", message });
    return fail({ code: "conflict", message, reasons: [{ code: acted.value.code, message, remedy: "fix" }] });
  }
  const { user, applicationName } = acted.value.session;
  await record(
    act === "cancel" ? "session.cancelled" : "session.terminated",
    `${act === "cancel" ? "Cancelled" : "Terminated"} ${on}: ${reason}`,
    { user, applicationName },
  );
  return ok({ id: String(pid), pid, act, user, applicationName });
}
