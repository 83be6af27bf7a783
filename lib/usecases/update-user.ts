import { hashPassword } from "better-auth/crypto";
import { appendAudit, by } from "../audit/append";
import { type Failure, fail, ok, type Result } from "../contracts/result";
import type { Actor, User, UserPatch } from "../contracts/user";
import type { Store } from "../store/client";
import { findUser, lockAdminIds, setPasswordHash, updateUser as updateRow } from "../store/users";

/** Changes a person's name, role or password. Somebody always stays administrator. */
export async function updateUser(
  store: Store,
  actor: Actor,
  id: string,
  patch: UserPatch,
): Promise<Result<User>> {
  const passwordHash = patch.password === undefined ? null : await hashPassword(patch.password);
  return store.db.transaction(async (tx) => {
    const admins = await lockAdminIds(tx);
    const before = await findUser(tx, id);
    if (!before) return fail({ code: "not-found", message: "There is no such person" });
    if (before.demo) return fail(demoConflict());
    if (patch.role !== undefined && patch.role !== "admin" && admins.length === 1 && admins[0] === id)
      return fail(lastAdminConflict());
    const after = await updateRow(tx, id, { name: patch.name, role: patch.role });
    if (!after) throw new Error(`user ${id} vanished while it was changed`);
    if (passwordHash !== null) await setPasswordHash(tx, id, passwordHash);
    await appendAudit(tx, {
      ...by(actor),
      action: "user.updated",
      subjectType: "user",
      subjectId: id,
      environmentId: null,
      summary: `${actor.name} changed ${whatChanged(before, after, passwordHash !== null)} of ${after.name}`,
      detail: {
        before: { name: before.name, role: before.role },
        after: { name: after.name, role: after.role },
        password: passwordHash !== null,
      },
    });
    return ok(after);
  });
}

export function demoConflict(): Failure {
  const message = "The demo's people are not changed";
  return { code: "conflict", message, reasons: [{ code: "user.demo", message }] };
}

export function lastAdminConflict(): Failure {
  const message = "This is the only administrator: make another first";
  return { code: "conflict", message, reasons: [{ code: "user.last_admin", message, remedy: "fix" }] };
}

function whatChanged(before: User, after: User, password: boolean): string {
  const parts = [
    before.role !== after.role ? `the role (${before.role} to ${after.role})` : null,
    before.name !== after.name ? "the name" : null,
    password ? "the password" : null,
  ].filter((part) => part !== null);
  return parts.join(", ") || "nothing";
}
