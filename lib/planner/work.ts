import type { Catalog, Table } from "@/lib/catalog/model";
import type { Action } from "@/lib/contracts/plan";
import { compareStrength } from "@/lib/sql/lock-modes";
import { findTable } from "./find-table";

/** Work that takes time in proportion to a table; each kind has a speed of its own. A rewrite also copies rows aside. */
export type WorkKind = "backfill" | "scan" | "index-build" | "rewrite";

/** What a step does, and the table that it does it to; null where the catalog does not know the table. */
export interface Work {
  readonly kind: WorkKind;
  readonly table: Table | null;
}

type Worker = Pick<Action, "kind" | "sql" | "backfill" | "locks" | "scans" | "rewrites">;

const BUILDS = /^\s*(?:CREATE\s+(?:UNIQUE\s+)?INDEX|REINDEX)\b|\bADD\s+CONSTRAINT\b[^;]*\bEXCLUDE\b/i;
/** The server's own tables and ours are small beside those that a change is about. */
const NOT_WORKED_ON = /^(?:pg_catalog|interlock)\./;

/** By what the SQL does; null where it touches the catalog alone, or where nobody knows what somebody's own SQL does. */
export function workKindOf(action: Worker): WorkKind | null {
  const { kind, sql, locks, scans, rewrites } = action;
  if (kind === "backfill") return "backfill";
  if (!scans || kind === "sql" || relationsWorkedOn(action).length === 0) return null;
  // What is read under weaker locks is a table that the statement itself makes: it is empty.
  if (kind === "ddl" && !locks.some(({ mode }) => mode === "AccessExclusiveLock")) return null;
  if (rewrites || kind === "archive") return "rewrite";
  if (BUILDS.test(sql)) return "index-build";
  return kind === "concurrent" ? null : "scan";
}

/** Tables whose size may say how long the action takes, among other relations; names as in its locks. */
export function relationsWorkedOn({ backfill, locks }: Worker): readonly string[] {
  if (backfill) return [backfill.relation];
  return locks.map(({ relation }) => relation).filter((relation) => !NOT_WORKED_ON.test(relation));
}

/**
 * Of those of them that are `tables`, the one that is locked the strongest, and of several the largest: the partitioned
 * table before its partitions. Undefined where none is.
 */
export function mostWorkedOn<T extends { readonly heapBytes: number }>(
  action: Worker,
  tables: ReadonlyMap<string, T>,
): T | undefined {
  const modes = new Map(action.locks.map(({ relation, mode }) => [relation, mode]));
  const [first] = relationsWorkedOn(action)
    .flatMap((relation) => {
      const table = tables.get(relation);
      return table ? [{ mode: modes.get(relation) ?? "AccessShareLock", table }] : [];
    })
    .toSorted((a, b) => compareStrength(b.mode, a.mode) || b.table.heapBytes - a.table.heapBytes);
  return first?.table;
}

/**
 * What an action has to do on the catalog as it finds it, or on the table that is told; null where that does not depend on
 * any table's size.
 */
export function workOf(action: Worker, catalog: Catalog, told?: Table): Work | null {
  const kind = workKindOf(action);
  if (kind === null) return null;
  if (told) return { kind, table: told };
  const tables = new Map<string, { readonly table: Table; readonly heapBytes: number }>();
  for (const relation of relationsWorkedOn(action)) {
    const table = findTable(catalog, relation);
    if (!table) continue;
    // Of one that was never analysed the worst is to be expected.
    const heapBytes = table.rowEstimate === null ? Number.MAX_VALUE : table.heapBytes;
    tables.set(relation, { table, heapBytes });
  }
  return { kind, table: mostWorkedOn(action, tables)?.table ?? null };
}
