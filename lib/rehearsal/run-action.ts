import type pg from "pg";
import type { LockMode } from "../contracts/common";
import type { Action } from "../contracts/plan";
import { batchStatements, pendingOf } from "../planner/batch-sql";
import { quoteIdentifier } from "../sql/identifiers";
import { splitStatements } from "../sql/parse";

export interface Ran {
  readonly before: string;
  readonly after: string;
  /** Locks of our backend on relations that were there before, every mode of each; none outside a transaction. */
  readonly locks: ReadonlyMap<string, readonly LockMode[]>;
}

/** `absent`, `partial`, `unchanged` or `done`. */
export async function probe(client: pg.ClientBase, action: Action): Promise<string> {
  const { rows, fields } = await client.query(action.probe.sql);
  if (rows.length !== 1 || fields.length !== 1) throw new Error(`probe of ${action.id} is not one value`);
  return String(Object.values(rows[0] ?? {})[0]);
}

/** Carries out one action where nobody else is about: no fences, no look before the lock. Nothing where it is done already. */
export async function runAction(client: pg.ClientBase, action: Action): Promise<Ran> {
  const before = await probe(client, action);
  let locks: Ran["locks"] = new Map();
  if (before !== "done") {
    if (action.backfill) await fill(client, action.backfill);
    else if (action.transactional) locks = await transaction(client, () => carryOut(client, action));
    else for (const statement of statementsOf(action)) await client.query(statement);
  }
  return { before, after: await probe(client, action), locks };
}

function statementsOf(action: Action): readonly string[] {
  const split = splitStatements(action.sql);
  if (!split.ok) throw new Error(split.failure.message);
  return split.value;
}

/** The victim of a deadlock with the app; a row that an UPDATE of the app has just moved to another partition. */
const TO_REPEAT: ReadonlySet<string> = new Set(["40P01", "40001"]);

/** One transaction, rolled back where it fails; again where the app was in the way. `work` begins anew each time. */
async function transaction<Result>(client: pg.ClientBase, work: () => Promise<Result>): Promise<Result> {
  for (;;) {
    await client.query("BEGIN");
    try {
      const result = await work();
      await client.query("COMMIT");
      return result;
    } catch (error) {
      await client.query("ROLLBACK");
      if (!TO_REPEAT.has((error as { code?: string }).code ?? "")) throw error;
    }
  }
}

async function carryOut(client: pg.ClientBase, action: Action): Promise<Ran["locks"]> {
  // Named as before the action, which may rename or drop them. Nobody else waits for what is in our own schema.
  const existing = await client.query<{ oid: string; relation: string }>(
    `SELECT c.oid::text, pg_catalog.format('%I.%I', n.nspname, c.relname) AS relation
     FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
     WHERE c.relkind IN ('r', 'p', 'S', 'v', 'm') AND n.nspname NOT IN ('pg_catalog', 'pg_toast', 'interlock')`,
  );
  const names = new Map(existing.rows.map(({ oid, relation }) => [oid, relation]));
  for (const statement of statementsOf(action)) await client.query(statement);
  const held = await client.query<{ oid: string; mode: LockMode }>(
    "SELECT relation::text AS oid, mode FROM pg_catalog.pg_locks WHERE pid = pg_catalog.pg_backend_pid() AND locktype = 'relation'",
  );
  const locks = new Map<string, LockMode[]>();
  for (const { oid, mode } of held.rows) {
    const relation = names.get(oid);
    if (relation !== undefined) locks.set(relation, [...(locks.get(relation) ?? []), mode]);
  }
  return locks;
}

async function fill(client: pg.ClientBase, spec: NonNullable<Action["backfill"]>) {
  const columns = spec.key.map(quoteIdentifier).join(", ");
  const range = `(${columns}) IN (SELECT ${columns} FROM ${spec.relation} WHERE ${pendingOf(spec)} ORDER BY ${columns} LIMIT 100)`;
  const batch = async () => {
    await client.query("SET LOCAL interlock.backfill = '1'");
    let written = 0;
    for (const statement of batchStatements(spec, range)) {
      written += (await client.query(statement)).rowCount ?? 0;
    }
    return written;
  };
  while ((await transaction(client, batch)) > 0);
}
