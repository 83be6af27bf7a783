import type { Action } from "../contracts/plan";
import type { MeasuredStep } from "../planner/estimate";
import { mostWorkedOn, relationsWorkedOn, workKindOf } from "../planner/work";
import type { RunContext } from "./context";
import { classify } from "./retry";
import type { TargetSession } from "./session";

/** What an action showed while it was carried out; rows where it counted them itself. */
export interface Worked {
  /** Of work: no waiting for locks, health signals or people. */
  readonly ms: number;
  readonly rows?: number;
}

export type Measured = Omit<MeasuredStep, "measuredAt">;

/** Less than this is over before its speed can be told from the way there and back. */
const LEAST = { bytes: 1024 * 1024, rows: 1000 } as const;

/**
 * How much the action worked through, for the estimates of later plans; null where it did too little to say, or its
 * table cannot be looked at. Nothing that goes wrong here but the connection stops a run.
 */
export async function measure(
  { log, run }: RunContext,
  session: TargetSession,
  action: Action,
  worked: Worked,
): Promise<Measured | null> {
  const kind = workKindOf(action);
  if (kind === null) return null;
  try {
    const table = mostWorkedOn(action, await readSizes(session, relationsWorkedOn(action)));
    if (!table) return null;
    const rows = worked.rows ?? table.rows;
    const isEnough = kind === "backfill" ? rows >= LEAST.rows : table.heapBytes >= LEAST.bytes;
    return isEnough ? { kind, rows, bytes: table.heapBytes, ms: worked.ms } : null;
  } catch (error) {
    if (classify(error) === "connection") throw error;
    log.warn({ runId: run.id, error: (error as Error).message }, "the size of the table could not be read");
    return null;
  }
}

interface Size {
  readonly relation: string;
  readonly heapBytes: number;
  readonly rows: number;
}

/**
 * Of those that are tables, partitions included. Files are asked for their size, because a table that was just filled has
 * grown since it was analysed; that waits for an ACCESS EXCLUSIVE lock of others, as long as the session's limits let it.
 */
async function readSizes(
  { client }: TargetSession,
  relations: readonly string[],
): Promise<ReadonlyMap<string, Size>> {
  const { rows } = await client.query<Size>(
    `SELECT r.relation, sum(pg_relation_size(part.oid))::float8 AS "heapBytes",
        sum(greatest(part.reltuples, pg_stat_get_live_tuples(part.oid)))::float8 AS rows
       FROM unnest($1::text[]) AS r (relation)
       JOIN pg_class c ON c.oid = to_regclass(r.relation) AND c.relkind IN ('r', 'p', 'm')
       LEFT JOIN LATERAL pg_partition_tree(c.oid) tree ON c.relkind = 'p'
       JOIN pg_class part ON part.oid = coalesce(tree.relid, c.oid) AND part.relkind <> 'p'
      GROUP BY r.relation`,
    [relations],
  );
  return new Map(rows.map((row) => [row.relation, row]));
}
