import { and, asc, eq } from "drizzle-orm";
import type { ToolRecord } from "../contracts/interop";
import type { Migration } from "../interop/recorder";
import type { Queryable } from "./client";
import { newId } from "./ids";
import { toolRecords, user } from "./schema";

/** A record with what taking it away again needs. */
export interface StoredToolRecord extends Omit<ToolRecord, "follows"> {
  readonly written: readonly Migration[];
  readonly before: readonly string[];
}

export async function insertToolRecord(
  q: Queryable,
  {
    migrations,
    before,
    ...row
  }: Omit<typeof toolRecords.$inferInsert, "id" | "migrations" | "before"> & {
    readonly migrations: readonly Migration[];
    readonly before: readonly string[];
  },
): Promise<string> {
  const id = newId("tlr");
  await q.insert(toolRecords).values({ ...row, id, migrations: [...migrations], before: [...before] });
  return id;
}

/** What was written on an environment, for one plan or for all, oldest first; also what was taken away again. */
export async function listToolRecords(
  q: Queryable,
  { planId, environmentId }: { readonly planId?: string; readonly environmentId: string },
): Promise<StoredToolRecord[]> {
  const rows = await q
    .select({ record: toolRecords, name: user.name })
    .from(toolRecords)
    .innerJoin(user, eq(user.id, toolRecords.recordedById))
    .where(
      and(
        planId === undefined ? undefined : eq(toolRecords.planId, planId),
        eq(toolRecords.environmentId, environmentId),
      ),
    )
    .orderBy(asc(toolRecords.recordedAt), asc(toolRecords.id));
  return rows.map(({ record, name }) => ({
    id: record.id,
    planId: record.planId,
    environmentId: record.environmentId,
    phaseId: record.phaseId,
    tool: record.tool,
    history: record.history,
    migrations: record.migrations.map((migration) => migration.name),
    written: record.migrations,
    before: record.before,
    runId: record.runId,
    recordedAt: record.recordedAt.toISOString(),
    recordedBy: name,
    forgottenAt: record.forgottenAt?.toISOString() ?? null,
  }));
}

export async function forgetToolRecord(q: Queryable, id: string): Promise<void> {
  await q.update(toolRecords).set({ forgottenAt: new Date() }).where(eq(toolRecords.id, id));
}
