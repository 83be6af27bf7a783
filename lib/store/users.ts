import { and, count, desc, eq, isNull, lt, sql } from "drizzle-orm";
import type { Page } from "../contracts/common";
import type { Role, User } from "../contracts/user";
import type { Queryable, Tx } from "./client";
import { newId } from "./ids";
import { account, apikey, drafts, session, user } from "./schema";

type Row = typeof user.$inferSelect;

/** A person as the wire has them. */
export const toUser = (row: Row): User => ({
  id: row.id,
  email: row.email,
  name: row.name,
  role: row.role,
  demo: row.demo,
  createdAt: row.createdAt.toISOString(),
});

/** Somebody who is here: who has been removed is not found. */
export async function findUser(db: Queryable, id: string): Promise<User | null> {
  const [row] = await db
    .select()
    .from(user)
    .where(and(eq(user.id, id), isNull(user.removedAt)));
  return row ? toUser(row) : null;
}

/** The name of somebody who is or was here, for what they did. */
export async function findName(db: Queryable, id: string): Promise<string | null> {
  const [row] = await db.select({ name: user.name }).from(user).where(eq(user.id, id));
  return row?.name ?? null;
}

export async function findUserByEmail(db: Queryable, email: string): Promise<User | null> {
  const [row] = await db.select().from(user).where(eq(user.email, email.toLowerCase()));
  return row ? toUser(row) : null;
}

/** Newest first; `cursor` is the last id of the page before. */
export async function listUsers(
  db: Queryable,
  page: { readonly cursor?: string | undefined; readonly limit: number },
): Promise<Page<User>> {
  const rows = await db
    .select()
    .from(user)
    .where(and(isNull(user.removedAt), page.cursor ? lt(user.id, page.cursor) : undefined))
    .orderBy(desc(user.id))
    .limit(page.limit + 1);
  const items = rows.slice(0, page.limit).map(toUser);
  return { items, nextCursor: rows.length > page.limit ? (items.at(-1)?.id ?? null) : null };
}

export interface NewUser {
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  readonly demo?: boolean;
  /** As the auth library hashes it. Left out: no sign-in by password. */
  readonly passwordHash?: string | null;
}

/** Adds a person; null when the address is taken (compared in lower case, as it is stored). */
export async function insertUser(tx: Tx, input: NewUser): Promise<User | null> {
  const [row] = await tx
    .insert(user)
    .values({
      id: newId("usr"),
      email: input.email.toLowerCase(),
      name: input.name,
      role: input.role,
      demo: input.demo ?? false,
      emailVerified: false,
    })
    .onConflictDoNothing({ target: user.email })
    .returning();
  if (!row) return null;
  if (input.passwordHash) await setPasswordHash(tx, row.id, input.passwordHash);
  return toUser(row);
}

/** Sets the password and ends every session of that person. */
export async function setPasswordHash(tx: Tx, userId: string, passwordHash: string): Promise<void> {
  await tx.delete(session).where(eq(session.userId, userId));
  const changed = await tx
    .update(account)
    .set({ password: passwordHash, updatedAt: sql`now()` })
    .where(and(eq(account.userId, userId), eq(account.providerId, "credential")))
    .returning({ id: account.id });
  if (changed.length > 0) return;
  await tx.insert(account).values({
    id: newId("key"),
    accountId: userId,
    providerId: "credential",
    userId,
    password: passwordHash,
  });
}

/** Changes name or role; null when there is no such person. */
export async function updateUser(
  tx: Tx,
  id: string,
  patch: { readonly name?: string | undefined; readonly role?: Role | undefined },
): Promise<User | null> {
  const [row] = await tx
    .update(user)
    .set({ ...patch, updatedAt: sql`now()` })
    .where(eq(user.id, id))
    .returning();
  return row ? toUser(row) : null;
}

/**
 * Takes away every way in: password, sessions, API keys. The row stays for what names it (changes, approvals, runs);
 * its address is free for somebody else.
 */
export async function removeUser(tx: Tx, id: string): Promise<void> {
  await tx.delete(session).where(eq(session.userId, id));
  await tx.delete(account).where(eq(account.userId, id));
  await tx.delete(apikey).where(eq(apikey.referenceId, id));
  await tx.delete(drafts).where(eq(drafts.userId, id));
  await tx
    .update(user)
    .set({ email: `${id}@removed.invalid`, removedAt: sql`now()`, updatedAt: sql`now()` })
    .where(eq(user.id, id));
}

/** How many people there are besides the demo's. */
export async function countTeam(db: Queryable): Promise<number> {
  const [row] = await db.select({ n: count() }).from(user).where(eq(user.demo, false));
  return row?.n ?? 0;
}

/** Locks the administrators' rows, so that two demotions cannot each leave the other as the last one. */
export async function lockAdminIds(tx: Tx): Promise<string[]> {
  const rows = await tx
    .select({ id: user.id })
    .from(user)
    .where(and(eq(user.role, "admin"), eq(user.demo, false), isNull(user.removedAt)))
    .orderBy(user.id)
    .for("update");
  return rows.map((row) => row.id);
}
