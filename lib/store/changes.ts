import { and, desc, eq, isNull, lt } from "drizzle-orm";
import type { Change } from "../contracts/change";
import type { Page } from "../contracts/common";
import type { Operation } from "../contracts/operation";
import type { Queryable } from "./client";
import { newId } from "./ids";
import { changes, plans, user } from "./schema";

export interface NewChange {
  readonly title: string;
  readonly reason: string | null;
  readonly environmentId: string;
  readonly operations: Operation[];
  readonly authorId: string;
}

/** Stores a change and answers its id. */
export async function insertChange(q: Queryable, input: NewChange): Promise<string> {
  const id = newId("chg");
  await q.insert(changes).values({ id, ...input });
  return id;
}

/** A change with its newest plan, or null. */
export async function getChange(q: Queryable, id: string): Promise<Change | null> {
  const [row] = await selectChanges(q).where(and(isNull(plans.supersededBy), eq(changes.id, id)));
  return row ? toChange(row) : null;
}

/** Newest first; `cursor` is the last id of the page before. */
export async function listChanges(
  q: Queryable,
  page: { readonly cursor?: string | undefined; readonly limit: number },
): Promise<Page<Change>> {
  const rows = await selectChanges(q)
    .where(and(isNull(plans.supersededBy), page.cursor ? lt(changes.id, page.cursor) : undefined))
    .orderBy(desc(changes.id))
    .limit(page.limit + 1);
  const items = rows.slice(0, page.limit).map(toChange);
  return { items, nextCursor: rows.length > page.limit ? (items.at(-1)?.id ?? null) : null };
}

function selectChanges(q: Queryable) {
  return q
    .select({ change: changes, planId: plans.id, draft: plans.draft, authorName: user.name })
    .from(changes)
    .innerJoin(plans, eq(plans.changeId, changes.id))
    .innerJoin(user, eq(user.id, changes.authorId))
    .$dynamic();
}

function toChange(row: Awaited<ReturnType<typeof selectChanges>>[number]): Change {
  return {
    id: row.change.id,
    title: row.change.title,
    reason: row.change.reason,
    environmentId: row.change.environmentId,
    operations: row.change.operations,
    authorId: row.change.authorId,
    authorName: row.authorName,
    createdAt: row.change.createdAt.toISOString(),
    planId: row.planId,
    summary: row.draft.summary,
  };
}
