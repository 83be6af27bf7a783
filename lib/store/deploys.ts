import { and, desc, eq, lt, sql } from "drizzle-orm";
import type { Page } from "../contracts/common";
import type { Deploy } from "../contracts/rollout";
import type { Queryable } from "./client";
import { newId } from "./ids";
import { deploys } from "./schema";

type Row = typeof deploys.$inferSelect;

export interface NewDeploy {
  readonly environmentId: string;
  readonly service: string;
  readonly version: string;
  readonly commit: string | null;
  readonly status: Deploy["status"];
  readonly planId: string | null;
  readonly nodeId: string | null;
}

/** The deploy of a service that began last; null where none is known. */
export async function findNewestDeploy(
  q: Queryable,
  environmentId: string,
  service: string,
): Promise<Deploy | null> {
  const [row] = await q
    .select()
    .from(deploys)
    .where(and(eq(deploys.environmentId, environmentId), eq(deploys.service, service)))
    .orderBy(desc(deploys.startedAt), desc(deploys.id))
    .limit(1);
  return row ? toDeploy(row) : null;
}

/** Adds a deploy, dated by the database's clock. */
export async function insertDeploy(q: Queryable, input: NewDeploy): Promise<Deploy> {
  const [row] = await q
    .insert(deploys)
    .values({
      id: newId("dep"),
      ...input,
      startedAt: sql`clock_timestamp()`,
      ...(input.status === "finished" ? { finishedAt: sql`clock_timestamp()` } : {}),
    })
    .returning();
  return toDeploy(row!);
}

/** Brings a deploy to another status; what it is bound to can be said later, and is never taken away. */
export async function updateDeploy(
  q: Queryable,
  id: string,
  input: Pick<NewDeploy, "status" | "commit" | "planId" | "nodeId">,
): Promise<Deploy> {
  const [row] = await q
    .update(deploys)
    .set({
      status: input.status,
      ...(input.commit === null ? {} : { commit: input.commit }),
      ...(input.planId === null ? {} : { planId: input.planId, nodeId: input.nodeId }),
      ...(input.status === "finished" ? { finishedAt: sql`clock_timestamp()` } : {}),
    })
    .where(eq(deploys.id, id))
    .returning();
  return toDeploy(row!);
}

/** Newest first; `cursor` is the last id of the page before. */
export async function listDeploys(
  q: Queryable,
  filter: {
    readonly environmentId?: string | undefined;
    readonly planId?: string | undefined;
    readonly service?: string | undefined;
    readonly cursor?: string | undefined;
    readonly limit: number;
  },
): Promise<Page<Deploy>> {
  const rows = await q
    .select()
    .from(deploys)
    .where(
      and(
        filter.environmentId ? eq(deploys.environmentId, filter.environmentId) : undefined,
        filter.planId ? eq(deploys.planId, filter.planId) : undefined,
        filter.service ? eq(deploys.service, filter.service) : undefined,
        filter.cursor ? lt(deploys.id, filter.cursor) : undefined,
      ),
    )
    .orderBy(desc(deploys.id))
    .limit(filter.limit + 1);
  const items = rows.slice(0, filter.limit).map(toDeploy);
  return { items, nextCursor: rows.length > filter.limit ? (items.at(-1)?.id ?? null) : null };
}

function toDeploy(row: Row): Deploy {
  return {
    ...row,
    startedAt: row.startedAt.toISOString(),
    finishedAt: row.finishedAt?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
  };
}
