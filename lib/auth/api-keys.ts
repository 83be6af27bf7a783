import { createHash, randomBytes } from "node:crypto";
import { and, desc, eq, gt, isNull, lt, or, sql } from "drizzle-orm";
import type { ApiKeySummary, User } from "../contracts/user";
import type { Queryable, Tx } from "../store/client";
import { newId } from "../store/ids";
import { apikey, user } from "../store/schema";
import { toUser } from "../store/users";

const PREFIX = "ilk_";

/** How often, at most, a key's last use is written down: a script that polls must not write on every call. */
const LAST_USE_EVERY_MS = 60_000;

/** Makes a key for a person. The key is in the answer and nowhere else: only its hash is stored. */
export async function createApiKey(
  tx: Tx,
  owner: { readonly userId: string; readonly name: string },
): Promise<{ id: string; name: string; key: string }> {
  const key = `${PREFIX}${randomBytes(32).toString("base64url")}`;
  const id = await insertApiKey(tx, { ...owner, key, start: key.slice(0, PREFIX.length + 4) });
  return { id, name: owner.name, key };
}

/** Stores a key that somebody else chose (the operator's `INTERLOCK_ADMIN_API_KEY`), hashed. */
export async function insertApiKey(
  tx: Tx,
  input: {
    readonly userId: string;
    readonly name: string;
    readonly key: string;
    readonly start: string | null;
  },
): Promise<string> {
  const id = newId("key");
  await tx.insert(apikey).values({
    id,
    name: input.name,
    start: input.start,
    prefix: input.start ? PREFIX : null,
    key: hashApiKey(input.key),
    referenceId: input.userId,
    rateLimitEnabled: false,
  });
  return id;
}

/**
 * Whose key this is; null for an unknown, disabled or expired one. The lookup is by the hash of a secret, so
 * its timing tells nothing about the key.
 */
export async function findApiKeyOwner(db: Queryable, key: string): Promise<User | null> {
  const [found] = await db
    .select({ key: apikey, user })
    .from(apikey)
    .innerJoin(user, eq(user.id, apikey.referenceId))
    .where(
      and(
        eq(apikey.key, hashApiKey(key)),
        eq(apikey.enabled, true),
        isNull(user.removedAt),
        or(isNull(apikey.expiresAt), gt(apikey.expiresAt, sql`now()`)),
      ),
    );
  if (!found) return null;
  const used = found.key.lastRequest;
  if (!used || Date.now() - used.getTime() > LAST_USE_EVERY_MS) {
    const before = new Date(Date.now() - LAST_USE_EVERY_MS);
    await db
      .update(apikey)
      .set({ lastRequest: sql`now()` })
      .where(
        and(eq(apikey.id, found.key.id), or(isNull(apikey.lastRequest), lt(apikey.lastRequest, before))),
      );
  }
  return toUser(found.user);
}

/** A person's keys, newest first. */
export async function listApiKeys(db: Queryable, userId: string): Promise<ApiKeySummary[]> {
  const rows = await db.select().from(apikey).where(eq(apikey.referenceId, userId)).orderBy(desc(apikey.id));
  return rows.map((row) => ({
    id: row.id,
    name: row.name ?? "",
    start: row.start,
    createdAt: row.createdAt.toISOString(),
    lastUsedAt: row.lastRequest?.toISOString() ?? null,
  }));
}

/** Deletes one key of a person; its name, or null when that person has no such key. */
export async function deleteApiKey(tx: Tx, userId: string, keyId: string): Promise<string | null> {
  const [gone] = await tx
    .delete(apikey)
    .where(and(eq(apikey.id, keyId), eq(apikey.referenceId, userId)))
    .returning({ name: apikey.name });
  return gone ? (gone.name ?? "") : null;
}

/** SHA-256, base64url: the same as the auth library's own API keys, so its plugin could read these rows. */
export function hashApiKey(key: string): string {
  return createHash("sha256").update(key, "utf8").digest("base64url");
}
