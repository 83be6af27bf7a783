import type pg from "pg";
import type { Action, PlanDraft, Step } from "@/lib/contracts/plan";
import { quoteIdentifier } from "@/lib/sql/identifiers";
import { splitStatements } from "@/lib/sql/parse";

/** Runs planned SQL in tests as the executor would, but naively: no fences, no look before the lock. */
export interface Ran {
  readonly before: string;
  readonly after: string;
  /** Locks of our backend on relations that were there before, strongest per relation. */
  readonly locks: ReadonlyMap<string, readonly string[]>;
}

export async function probe(client: pg.ClientBase, action: Action): Promise<string> {
  const { rows, fields } = await client.query(action.probe.sql);
  if (rows.length !== 1 || fields.length !== 1) throw new Error(`probe of ${action.id} is not one value`);
  return String(Object.values(rows[0] ?? {})[0]);
}

export async function runAction(client: pg.ClientBase, action: Action): Promise<Ran> {
  const before = await probe(client, action);
  const locks = new Map<string, string[]>();
  if (before !== "done") {
    if (action.backfill) await fill(client, action.backfill);
    else if (action.transactional) await inTransaction(client, action, locks);
    else await client.query(action.sql);
  }
  return { before, after: await probe(client, action), locks };
}

async function inTransaction(
  client: pg.ClientBase,
  action: Action,
  locks: Map<string, string[]>,
): Promise<void> {
  await client.query("BEGIN");
  try {
    const existing = await client.query<{ oid: number }>(
      "SELECT oid FROM pg_catalog.pg_class WHERE relkind IN ('r', 'p', 'S', 'v', 'm')",
    );
    const split = splitStatements(action.sql);
    if (!split.ok) throw new Error(split.failure.message);
    for (const statement of split.value) await client.query(statement);
    const held = await client.query<{ relation: string; mode: string }>(
      `SELECT pg_catalog.format('%I.%I', n.nspname, c.relname) AS relation, l.mode
       FROM pg_catalog.pg_locks AS l JOIN pg_catalog.pg_class AS c ON c.oid = l.relation
       JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
       WHERE l.pid = pg_catalog.pg_backend_pid() AND c.oid = ANY ($1) AND n.nspname <> 'pg_catalog'
         AND n.nspname <> 'pg_toast'`,
      [existing.rows.map((row) => row.oid)],
    );
    for (const { relation, mode } of held.rows) locks.set(relation, [...(locks.get(relation) ?? []), mode]);
    await client.query("COMMIT");
  } catch (error) {
    await client.query("ROLLBACK");
    throw error;
  }
}

async function fill(
  client: pg.ClientBase,
  { relation, key, assignments, pending }: NonNullable<Action["backfill"]>,
) {
  const columns = key.map(quoteIdentifier).join(", ");
  const set = assignments
    .map(({ column, expression }) => `${quoteIdentifier(column)} = ${expression}`)
    .join(", ");
  for (;;) {
    await client.query("BEGIN");
    await client.query("SET LOCAL interlock.backfill = '1'");
    const { rowCount } = await client.query(
      `UPDATE ${relation} SET ${set} WHERE (${columns}) IN
       (SELECT ${columns} FROM ${relation} WHERE ${pending} ORDER BY ${columns} LIMIT 100) AND (${pending})`,
    );
    await client.query("COMMIT");
    if (!rowCount) return;
  }
}

/** The steps of the named phases, in order. */
export function stepsOf(plan: PlanDraft, ...phases: readonly string[]): Step[] {
  return plan.nodes.flatMap((node) => (node.type === "phase" && phases.includes(node.id) ? node.steps : []));
}
