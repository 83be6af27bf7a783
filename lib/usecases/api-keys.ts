import { appendAudit, by } from "../audit/append";
import * as keys from "../auth/api-keys";
import { atLeast } from "../auth/roles";
import { type Failure, fail, ok, type Result } from "../contracts/result";
import type { Actor, ApiKeySummary } from "../contracts/user";
import type { Queryable, Store } from "../store/client";
import { findUser } from "../store/users";

const NO_PERSON: Failure = { code: "not-found", message: "There is no such person" };

/** Makes a key for oneself, or as an administrator for anybody. The key is in this answer only. */
export async function createApiKey(
  store: Store,
  actor: Actor,
  userId: string,
  name: string,
): Promise<Result<{ id: string; name: string; key: string }>> {
  return store.db.transaction(async (tx) => {
    const refusal = await refusalFor(tx, actor, userId);
    if (refusal) return fail(refusal);
    const made = await keys.createApiKey(tx, { userId, name });
    await appendAudit(tx, {
      ...by(actor),
      action: "api-key.created",
      subjectType: "user",
      subjectId: userId,
      environmentId: null,
      summary: `${actor.name} made the API key “${name}”`,
      detail: { keyId: made.id, name },
    });
    return ok(made);
  });
}

/** A person's keys, without the keys themselves. */
export async function listApiKeys(
  store: Store,
  actor: Actor,
  userId: string,
): Promise<Result<{ items: ApiKeySummary[]; nextCursor: null }>> {
  const refusal = await refusalFor(store.db, actor, userId);
  if (refusal) return fail(refusal);
  return ok({ items: await keys.listApiKeys(store.db, userId), nextCursor: null });
}

/** Deletes a key; it stops working with the commit. */
export async function deleteApiKey(
  store: Store,
  actor: Actor,
  userId: string,
  keyId: string,
): Promise<Result<undefined>> {
  return store.db.transaction(async (tx) => {
    const refusal = await refusalFor(tx, actor, userId);
    if (refusal) return fail(refusal);
    const name = await keys.deleteApiKey(tx, userId, keyId);
    if (name === null) return fail({ code: "not-found", message: "This person has no such key" });
    await appendAudit(tx, {
      ...by(actor),
      action: "api-key.deleted",
      subjectType: "user",
      subjectId: userId,
      environmentId: null,
      summary: `${actor.name} deleted the API key “${name}”`,
      detail: { keyId, name },
    });
    return ok(undefined);
  });
}

/** Keys are their owner's business and the administrators'. To others, no person is there to be found. */
async function refusalFor(db: Queryable, actor: Actor, userId: string): Promise<Failure | null> {
  if (actor.userId === userId) return null;
  if (!atLeast(actor.role, "admin")) {
    return { code: "forbidden", message: "API keys are made and seen by their owner or an administrator" };
  }
  return (await findUser(db, userId)) ? null : NO_PERSON;
}
