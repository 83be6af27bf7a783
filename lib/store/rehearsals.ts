import { and, desc, eq, inArray, isNotNull, lt, sql } from "drizzle-orm";
import type { Page } from "../contracts/common";
import type { AppQuery, Rehearsal, RehearsalBrief, RehearsalReport } from "../contracts/rehearsal";
import type { Queryable } from "./client";
import { newId } from "./ids";
import { rehearsals, user } from "./schema";

/** Silence after which whoever is at a rehearsal counts as gone, by the database's clock. */
const SILENT_MS = 10_000;

export interface NewRehearsal {
  readonly planId: string;
  readonly environmentId: string;
  /** Null: those that the environment's statistics have seen. */
  readonly queries: readonly AppQuery[] | null;
  readonly requestedById: string;
}

/** A rehearsal that somebody has just taken. */
export interface TakenRehearsal {
  readonly id: string;
  readonly planId: string;
  readonly environmentId: string;
  readonly queries: readonly AppQuery[] | null;
  /** Which try this is; more than one where those before it were lost with their process. */
  readonly attempts: number;
}

/** How a rehearsal ended: with a report, or with why there is none. */
export type RehearsalEnd =
  | { readonly state: "succeeded" | "failed"; readonly report: RehearsalReport; readonly error: null }
  | { readonly state: "failed"; readonly report: null; readonly error: string };

/** Queues a rehearsal; answers its id. */
export async function insertRehearsal(
  q: Queryable,
  { queries, ...row }: NewRehearsal,
): Promise<{ id: string }> {
  const id = newId("reh");
  await q.insert(rehearsals).values({ ...row, id, queries: queries === null ? null : [...queries] });
  return { id };
}

/** A rehearsal with its report, or null. */
export async function getRehearsal(q: Queryable, id: string): Promise<Rehearsal | null> {
  const [row] = await q
    .select({ ...BRIEF, report: rehearsals.report })
    .from(rehearsals)
    .innerJoin(user, eq(user.id, rehearsals.requestedById))
    .where(eq(rehearsals.id, id));
  return row ? { ...toBrief(row), report: row.report } : null;
}

/** Rehearsals of a plan, newest first; `cursor` is the last id of the page before. */
export async function listRehearsals(
  q: Queryable,
  filter: {
    readonly planId: string;
    readonly environmentId?: string | undefined;
    readonly cursor?: string | undefined;
    readonly limit: number;
  },
): Promise<Page<RehearsalBrief>> {
  const rows = await q
    .select(BRIEF)
    .from(rehearsals)
    .innerJoin(user, eq(user.id, rehearsals.requestedById))
    .where(
      and(
        eq(rehearsals.planId, filter.planId),
        filter.environmentId === undefined ? undefined : eq(rehearsals.environmentId, filter.environmentId),
        filter.cursor === undefined ? undefined : lt(rehearsals.id, filter.cursor),
      ),
    )
    .orderBy(desc(rehearsals.id))
    .limit(filter.limit + 1);
  const items = rows.slice(0, filter.limit).map(toBrief);
  return { items, nextCursor: rows.length > filter.limit ? (items.at(-1)?.id ?? null) : null };
}

/** The newest rehearsal that has ended of each of the plans on each environment. */
export async function newestEndedRehearsals(
  q: Queryable,
  planIds: readonly string[],
): Promise<RehearsalBrief[]> {
  const rows = await q
    .selectDistinctOn([rehearsals.planId, rehearsals.environmentId], BRIEF)
    .from(rehearsals)
    .innerJoin(user, eq(user.id, rehearsals.requestedById))
    .where(and(inArray(rehearsals.planId, [...planIds]), isNotNull(rehearsals.endedAt)))
    .orderBy(rehearsals.planId, rehearsals.environmentId, desc(rehearsals.id));
  return rows.map(toBrief);
}

/**
 * Takes the rehearsal that has waited longest, or one whose taker has been silent for ten seconds; null where there is
 * none. Two who ask at once get two different ones.
 */
export async function takeRehearsal(q: Queryable, takenBy: string): Promise<TakenRehearsal | null> {
  const [row] = await q
    .update(rehearsals)
    .set({
      state: "running",
      takenBy,
      heartbeatAt: sql`now()`,
      startedAt: sql`coalesce(${rehearsals.startedAt}, now())`,
      attempts: sql`${rehearsals.attempts} + 1`,
    })
    .where(
      sql`${rehearsals.id} = (
        select id from rehearsals
         where state = 'queued'
            or (state = 'running' and heartbeat_at < now() - ${`${SILENT_MS} milliseconds`}::interval)
         order by requested_at, id limit 1 for update skip locked)`,
    )
    .returning({
      id: rehearsals.id,
      planId: rehearsals.planId,
      environmentId: rehearsals.environmentId,
      queries: rehearsals.queries,
      attempts: rehearsals.attempts,
    });
  return row ?? null;
}

/** Says that its taker is still at it. False where it is another's by now: leave it. */
export async function beatRehearsal(q: Queryable, id: string, takenBy: string): Promise<boolean> {
  const beaten = await q
    .update(rehearsals)
    .set({ heartbeatAt: sql`now()` })
    .where(heldBy(id, takenBy))
    .returning({ id: rehearsals.id });
  return beaten.length > 0;
}

/** Puts a rehearsal back for somebody else; the try does not count. */
export async function putBackRehearsal(q: Queryable, id: string, takenBy: string): Promise<void> {
  await q
    .update(rehearsals)
    .set({ state: "queued", takenBy: null, heartbeatAt: null, attempts: sql`${rehearsals.attempts} - 1` })
    .where(heldBy(id, takenBy));
}

/** Ends a rehearsal. False where it is another's by now: then nothing was written. */
export async function endRehearsal(
  q: Queryable,
  id: string,
  takenBy: string,
  end: RehearsalEnd,
): Promise<boolean> {
  const ended = await q
    .update(rehearsals)
    .set({ ...end, endedAt: sql`now()`, takenBy: null, heartbeatAt: null })
    .where(heldBy(id, takenBy))
    .returning({ id: rehearsals.id });
  return ended.length > 0;
}

const heldBy = (id: string, takenBy: string) =>
  and(eq(rehearsals.id, id), eq(rehearsals.state, "running"), eq(rehearsals.takenBy, takenBy));

const BRIEF = {
  id: rehearsals.id,
  planId: rehearsals.planId,
  environmentId: rehearsals.environmentId,
  state: rehearsals.state,
  requestedBy: user.name,
  requestedAt: rehearsals.requestedAt,
  endedAt: rehearsals.endedAt,
  error: rehearsals.error,
};

function toBrief(
  row: Omit<RehearsalBrief, "requestedAt" | "endedAt"> & {
    readonly requestedAt: Date;
    readonly endedAt: Date | null;
  },
): RehearsalBrief {
  return {
    id: row.id,
    planId: row.planId,
    environmentId: row.environmentId,
    state: row.state,
    requestedBy: row.requestedBy,
    requestedAt: row.requestedAt.toISOString(),
    endedAt: row.endedAt?.toISOString() ?? null,
    error: row.error,
  };
}
