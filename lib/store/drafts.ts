import { eq, sql } from "drizzle-orm";
import type { Queryable } from "./client";
import { drafts } from "./schema";

/** A person's unfinished change, or null. */
export async function getDraft(
  q: Queryable,
  userId: string,
): Promise<{ content: Record<string, unknown>; updatedAt: string } | null> {
  const [row] = await q.select().from(drafts).where(eq(drafts.userId, userId));
  return row ? { content: row.content, updatedAt: row.updatedAt.toISOString() } : null;
}

export async function putDraft(
  q: Queryable,
  userId: string,
  content: Record<string, unknown>,
): Promise<{ content: Record<string, unknown>; updatedAt: string }> {
  const [row] = await q
    .insert(drafts)
    .values({ userId, content })
    .onConflictDoUpdate({ target: drafts.userId, set: { content, updatedAt: sql`now()` } })
    .returning();
  return { content: row!.content, updatedAt: row!.updatedAt.toISOString() };
}

export async function deleteDraft(q: Queryable, userId: string): Promise<void> {
  await q.delete(drafts).where(eq(drafts.userId, userId));
}
