import type { Catalog, Table } from "../catalog/model";
import { readCatalog as readTargetCatalog } from "../catalog/read";
import { ok, type Result } from "../contracts/result";
import type { Store } from "../store/client";
import type { Asker } from "./asker";
import { onTarget } from "./on-target";

export interface ListedTable extends Table {
  /** Between the last two looks where there were two; else the average since the statistics were reset. */
  readonly writesPerSecond: number | null;
}
export interface ListedCatalog extends Omit<Catalog, "tables"> {
  readonly tables: readonly ListedTable[];
}

interface Seen {
  readonly at: number;
  readonly catalog: Catalog;
  readonly before: { readonly at: number; readonly writes: ReadonlyMap<string, number> } | null;
}
interface Cache {
  readonly seen: Map<string, Seen>;
  readonly reading: Map<string, Promise<Result<Seen>>>;
}

// Per process and not per route bundle: several pages ask for the same catalog at once.
const holder = globalThis as typeof globalThis & { __interlockCatalogs?: Cache };
function cache(): Cache {
  holder.__interlockCatalogs ??= { seen: new Map(), reading: new Map() };
  return holder.__interlockCatalogs;
}

/** An environment's schema, at most `maxAgeMs` old. For planning something that is kept, ask for 0. */
export async function readEnvironmentCatalog(
  store: Store,
  environmentId: string,
  { maxAgeMs = 5_000 }: { maxAgeMs?: number } = {},
): Promise<Result<Catalog>> {
  const seen = await look(store, environmentId, maxAgeMs);
  return seen.ok ? ok(seen.value.catalog) : seen;
}

/** The catalog as the API shows it: with write rates, and of the tables only those whose name has `q` in it. */
export async function readCatalog(
  { store }: Asker,
  { environmentId, q }: { environmentId: string; q?: string | undefined },
): Promise<Result<ListedCatalog>> {
  const seen = await look(store, environmentId, 5_000);
  if (!seen.ok) return seen;
  const { catalog, before, at } = seen.value;
  const wanted = q?.toLowerCase();
  const tables = catalog.tables
    .filter((table) => !wanted || nameOf(table).toLowerCase().includes(wanted))
    .map((table) => ({ ...table, writesPerSecond: writeRate(table, before, at) }));
  return ok({ ...catalog, tables });
}

async function look(store: Store, environmentId: string, maxAgeMs: number): Promise<Result<Seen>> {
  const { seen, reading } = cache();
  const known = seen.get(environmentId);
  if (known && Date.now() - known.at < maxAgeMs) return ok(known);
  const underWay = reading.get(environmentId);
  // One who must not see an old catalog cannot share a look that began before they asked.
  if (underWay && maxAgeMs > 0) return underWay;
  const look = readNow(store, environmentId, known ?? null).finally(() => {
    if (reading.get(environmentId) === look) reading.delete(environmentId);
  });
  reading.set(environmentId, look);
  return look;
}

async function readNow(store: Store, environmentId: string, known: Seen | null): Promise<Result<Seen>> {
  const read = await onTarget(
    store,
    environmentId,
    { applicationName: "interlock:check", statementTimeoutMs: 20_000 },
    readTargetCatalog,
  );
  if (!read.ok) return read;
  const at = Date.now();
  const seen: Seen = {
    at,
    catalog: read.value,
    before:
      known && at - known.at >= 1_000
        ? { at: known.at, writes: new Map(known.catalog.tables.map((t) => [nameOf(t), t.writesTotal])) }
        : (known?.before ?? null),
  };
  cache().seen.set(environmentId, seen);
  return ok(seen);
}

function writeRate(table: Table, before: Seen["before"], at: number): number | null {
  const then = before?.writes.get(nameOf(table));
  // A lower count means that the statistics were reset in between.
  if (before && then !== undefined && table.writesTotal >= then) {
    return ((table.writesTotal - then) * 1000) / (at - before.at);
  }
  return table.statsAgeSeconds ? table.writesTotal / table.statsAgeSeconds : null;
}

function nameOf(table: Table): string {
  return `${table.schema}.${table.name}`;
}
