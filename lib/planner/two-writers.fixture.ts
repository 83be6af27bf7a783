import type fc from "fast-check";
import pg from "pg";
import type { PlannedDatabase } from "@/lib/testing/planned-database";

/** What one of the two sessions does next; it begins a transaction where it is in none. */
export interface Move<Statement> {
  readonly who: 0 | 1;
  readonly statement: Statement;
  readonly ends: "commit" | "rollback" | "not yet";
}

/** Moves of two sessions in any order, over few rows, so that they meet. */
export function movesOf<Statement>(
  arbitrary: typeof fc,
  statement: fc.Arbitrary<Statement>,
): fc.Arbitrary<Move<Statement>[]> {
  return arbitrary.array(
    arbitrary.record({
      who: arbitrary.constantFrom(0 as const, 1 as const),
      statement,
      ends: arbitrary.constantFrom(
        "commit" as const,
        "commit" as const,
        "not yet" as const,
        "rollback" as const,
      ),
    }),
    { minLength: 1, maxLength: 14 },
  );
}

export interface Query {
  readonly text: string;
  readonly values: readonly unknown[];
}

export interface Writers {
  /** Sessions of the app's role, which owns nothing. */
  readonly sessions: readonly [pg.Client, pg.Client];
  /** Sees who waits for whom. */
  readonly watcher: pg.Client;
  close(): Promise<void>;
}

export async function openWriters(db: PlannedDatabase): Promise<Writers> {
  const { host, port, database, user, password } = db.owner;
  const role = (await db.app.query<{ name: string }>("SELECT current_user AS name")).rows[0]?.name ?? "";
  const open = async (setUp: string) => {
    const client = new pg.Client({ host, port, database, user, password: password ?? undefined });
    await client.connect();
    await client.query(setUp);
    return client;
  };
  const asApp = `SET deadlock_timeout = '20ms'; SET ROLE ${db.owner.escapeIdentifier(role)}`;
  const sessions = [await open(asApp), await open(asApp)] as const;
  const watcher = await open("SET search_path = pg_catalog");
  const close = async () => {
    await Promise.all([...sessions, watcher].map((one) => one.end()));
  };
  return { sessions, watcher, close };
}

/** What a session may be told without anything being wrong: duplicate keys, rows that are gone or elsewhere, deadlocks. */
const EXPECTED = new Set(["23505", "23503", "40P01", "40001"]);

/** Plays the moves; the next one is made when the one before has ended or waits for the other session. */
export async function play<Statement>(
  { sessions: writers, watcher }: Writers,
  moves: readonly Move<Statement>[],
  queriesOf: (statement: Statement) => readonly Query[],
): Promise<void> {
  const pids = await Promise.all(
    writers.map(
      async (one) => (await one.query<{ pid: number }>("SELECT pg_backend_pid() AS pid")).rows[0]?.pid,
    ),
  );
  const busy = [Promise.resolve(), Promise.resolve()];
  const pending = [0, 0];
  const inTransaction = [false, false];
  const failures: unknown[] = [];
  const run = (who: 0 | 1, work: () => Promise<void>) => {
    pending[who] = (pending[who] ?? 0) + 1;
    busy[who] = (busy[who] ?? Promise.resolve())
      .then(work)
      .catch((error: unknown) => failures.push(error))
      .then(() => {
        pending[who] = (pending[who] ?? 1) - 1;
      });
  };
  const act = async (who: 0 | 1, move: Move<Statement> | null) => {
    const client = writers[who];
    try {
      if (!inTransaction[who] && move) {
        await client.query("BEGIN");
        inTransaction[who] = true;
      }
      for (const { text, values } of move ? queriesOf(move.statement) : [])
        await client.query(text, [...values]);
      const ends = move?.ends ?? "commit";
      if (ends === "not yet" || !inTransaction[who]) return;
      await client.query(ends);
      inTransaction[who] = false;
    } catch (error) {
      await client.query("ROLLBACK");
      inTransaction[who] = false;
      if (!EXPECTED.has((error as { code?: string }).code ?? "")) throw error;
    }
  };
  const restsOrWaits = async (who: 0 | 1) => {
    for (;;) {
      await new Promise((resolve) => setImmediate(resolve));
      if (pending[who] === 0) return;
      const { rows } = await watcher.query<{ waits: boolean }>(
        "SELECT cardinality(pg_blocking_pids($1)) > 0 AS waits",
        [pids[who]],
      );
      if (rows[0]?.waits) return;
    }
  };
  for (const move of moves) {
    run(move.who, () => act(move.who, move));
    await restsOrWaits(move.who);
  }
  // Who waits is let go by the other one's end.
  for (const who of [0, 1] as const) run(who, () => act(who, null));
  await Promise.all(busy);
  if (failures.length > 0) throw failures[0];
}

/** Rows as they were before any trigger of ours. */
export async function withoutTriggers(
  db: PlannedDatabase,
  tables: string | readonly string[],
  sql: string,
): Promise<void> {
  const all = [tables].flat();
  const { rows } = await db.owner.query<{ name: string; of: string }>(
    "SELECT tgname AS name, tgrelid::regclass::text AS of FROM pg_trigger WHERE tgrelid = ANY ($1::regclass[]) AND NOT tgisinternal AND tgenabled = 'A'",
    [all],
  );
  for (const table of all) await db.owner.query(`ALTER TABLE ${table} DISABLE TRIGGER ALL`);
  await db.owner.query(sql);
  for (const table of all) await db.owner.query(`ALTER TABLE ${table} ENABLE TRIGGER ALL`);
  for (const { name, of } of rows) {
    await db.owner.query(`ALTER TABLE ${of} ENABLE ALWAYS TRIGGER ${db.owner.escapeIdentifier(name)}`);
  }
}
