import { and, asc, desc, eq, gt, gte, ilike, lt, lte, or, type SQL } from "drizzle-orm";
import type * as z from "zod";
import type { AuditEvent, AuditQuery } from "../contracts/audit";
import type { Page } from "../contracts/common";
import type { Queryable } from "../store/client";
import { auditEvents } from "../store/schema";

type Row = typeof auditEvents.$inferSelect;

/** Rows per query when the whole trail is read: bounds memory, whatever the trail's length. */
const PAGE_ROWS = 1000;

/** One row as the wire, the hash and the export have it. */
export const toAuditEvent = (row: Row): AuditEvent => ({ ...row, at: row.at.toISOString() });

/** Events that match, newest first. `cursor` is the sequence of the last one of the page before. */
export async function listAudit(
  db: Queryable,
  query: z.output<typeof AuditQuery>,
): Promise<Page<AuditEvent>> {
  const conditions: (SQL | undefined)[] = [
    query.cursor ? lt(auditEvents.seq, Number(query.cursor)) : undefined,
    query.action ? eq(auditEvents.action, query.action) : undefined,
    query.actorId ? eq(auditEvents.actorId, query.actorId) : undefined,
    query.environmentId ? eq(auditEvents.environmentId, query.environmentId) : undefined,
    query.subjectId ? eq(auditEvents.subjectId, query.subjectId) : undefined,
    query.from ? gte(auditEvents.at, new Date(query.from)) : undefined,
    query.to ? lte(auditEvents.at, new Date(query.to)) : undefined,
    query.q ? containing(query.q) : undefined,
  ];
  const rows = await db
    .select()
    .from(auditEvents)
    .where(and(...conditions))
    .orderBy(desc(auditEvents.seq))
    .limit(query.limit + 1);
  const items = rows.slice(0, query.limit).map(toAuditEvent);
  const last = items.at(-1);
  return { items, nextCursor: rows.length > query.limit && last ? String(last.seq) : null };
}

/**
 * The whole trail in order of `seq`, page by page. Events appended meanwhile may or may not be among them;
 * the ones that are make up an unbroken chain, because the trail only grows at its end.
 */
export async function* readChain(db: Queryable, pageRows = PAGE_ROWS): AsyncGenerator<AuditEvent[]> {
  let after: number | null = null;
  for (;;) {
    const rows: Row[] = await db
      .select()
      .from(auditEvents)
      .where(after === null ? undefined : gt(auditEvents.seq, after))
      .orderBy(asc(auditEvents.seq))
      .limit(pageRows);
    const last = rows.at(-1);
    if (!last) return;
    yield rows.map(toAuditEvent);
    if (rows.length < pageRows) return;
    after = last.seq;
  }
}

function containing(text: string): SQL | undefined {
  const pattern = `%${text.replace(/[\\%_]/g, "\\$&")}%`;
  return or(
    ilike(auditEvents.summary, pattern),
    ilike(auditEvents.actorName, pattern),
    ilike(auditEvents.action, pattern),
    ilike(auditEvents.subjectId, pattern),
  );
}
