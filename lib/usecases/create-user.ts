import { hashPassword } from "better-auth/crypto";
import type * as z from "zod";
import { appendAudit, by } from "../audit/append";
import { fail, ok, type Result } from "../contracts/result";
import type { Actor, User, UserInput } from "../contracts/user";
import type { Store } from "../store/client";
import { insertUser } from "../store/users";

/** Adds a person. Without a password they can only use API keys until one is set. */
export async function createUser(
  store: Store,
  actor: Actor,
  input: z.output<typeof UserInput>,
): Promise<Result<User>> {
  const passwordHash = input.password === undefined ? null : await hashPassword(input.password);
  return store.db.transaction(async (tx) => {
    const { email, name, role } = input;
    const made = await insertUser(tx, { email, name, role, passwordHash });
    if (!made) {
      const message = `${email} is already somebody's address`;
      return fail({ code: "conflict", message, reasons: [{ code: "user.email_taken", message }] });
    }
    await appendAudit(tx, {
      ...by(actor),
      action: "user.created",
      subjectType: "user",
      subjectId: made.id,
      environmentId: null,
      summary: `${actor.name} added ${made.name} as ${made.role}`,
      detail: { email: made.email, role: made.role, password: passwordHash !== null },
    });
    return ok(made);
  });
}
