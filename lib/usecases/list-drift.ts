import { diffCatalogs } from "../catalog/diff";
import type { Catalog, Table } from "../catalog/model";
import type { EnvironmentDrift } from "../contracts/drift";
import { ok, type Result } from "../contracts/result";
import { relationName } from "../sql/identifiers";
import { getEnvironment } from "../store/environments";
import { listTablesOfRuns, type TablesOfRun } from "../store/runs";
import type { Asker } from "./asker";
import { noEnvironment } from "./on-target";
import { readEnvironmentCatalog } from "./read-catalog";

/**
 * What others have changed on an environment since the last known state: the tables that plans worked on, each as its
 * newest ended run left it, against what is there now. Tables of a run that is under way are left out.
 */
export async function listDrift({ store }: Asker, environmentId: string): Promise<Result<EnvironmentDrift>> {
  if (!(await getEnvironment(store.db, environmentId))) return noEnvironment();
  const known = lastKnown(await listTablesOfRuns(store.db, environmentId));
  if (known.size === 0) return ok({ items: [], nextCursor: null, tables: [] });
  const now = await readEnvironmentCatalog(store, environmentId);
  if (!now.ok) return now;
  const only = (tables: readonly Table[]): Catalog => ({
    ...now.value,
    ...{ tables: [...tables], views: [], enums: [], domains: [], sequences: [], functions: [] },
  });
  const before = only([...known.values()].flatMap(({ table }) => table ?? []));
  const after = only(now.value.tables.filter((table) => known.has(relationName(table))));
  return ok({
    items: diffCatalogs(before, after),
    nextCursor: null,
    tables: [...known].map(([relation, { runId, at }]) => ({
      relation,
      runId,
      knownSince: at.toISOString(),
    })),
  });
}

interface Known {
  /** Null where the run left no such table. */
  readonly table: Table | null;
  readonly runId: string;
  readonly at: Date;
}

function lastKnown(runs: readonly TablesOfRun[]): ReadonlyMap<string, Known> {
  const busy = new Set(runs.filter(({ isActive }) => isActive).flatMap(({ relations }) => relations));
  const known = new Map<string, Known>();
  for (const { runId, relations, left } of runs) {
    if (!left) continue;
    for (const relation of relations) {
      if (known.has(relation) || busy.has(relation)) continue;
      const table = left.catalog.tables.find((one) => relationName(one) === relation) ?? null;
      known.set(relation, { table, runId, at: left.at });
    }
  }
  return known;
}
