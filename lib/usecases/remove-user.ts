import { appendAudit, by } from "../audit/append";
import { fail, ok, type Result } from "../contracts/result";
import type { Actor } from "../contracts/user";
import type { Store } from "../store/client";
import { findUser, lockAdminIds, removeUser as removeRow } from "../store/users";
import { demoConflict, lastAdminConflict } from "./update-user";

/**
 * Removes a person: from the commit on neither password, session nor API key of theirs lets anybody in. What they did
 * keeps their name. Nobody removes themselves, and somebody always stays administrator.
 */
export async function removeUser(store: Store, actor: Actor, id: string): Promise<Result<undefined>> {
  return store.db.transaction(async (tx) => {
    const admins = await lockAdminIds(tx);
    const person = await findUser(tx, id);
    if (!person) return fail({ code: "not-found", message: "There is no such person" });
    if (person.demo) return fail(demoConflict());
    if (admins.length === 1 && admins[0] === id) return fail(lastAdminConflict());
    if (actor.userId === id) {
      const message = "Nobody removes themselves: ask another administrator";
      return fail({ code: "conflict", message, reasons: [{ code: "user.self", message }] });
    }
    await removeRow(tx, id);
    await appendAudit(tx, {
      ...by(actor),
      action: "user.removed",
      subjectType: "user",
      subjectId: id,
      environmentId: null,
      summary: `${actor.name} removed ${person.name}`,
      detail: { email: person.email, role: person.role },
    });
    return ok(undefined);
  });
}
