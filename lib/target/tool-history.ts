import { setTimeout as sleep } from "node:timers/promises";
import type pg from "pg";
import { TOOL_IDS } from "../contracts/constants";
import type { ToolId } from "../contracts/interop";
import { fail, ok, type Result } from "../contracts/result";
import type { Migration, Query, Recorder } from "../interop/recorder";
import { TOOLS } from "../interop/registry";
import { relationName } from "../sql/identifiers";
import { sqlStateOf } from "./errors";

/** A history table of a migration tool, as it was found in a database. */
export interface ToolHistory {
  readonly tool: ToolId;
  /** `schema.name`, quoted where SQL needs it. */
  readonly history: string;
  /** Names of the migrations that are applied, oldest first. */
  readonly applied: readonly string[];
  /** When the newest was applied, as the tool wrote it; null where it keeps no time. */
  readonly newestAt: string | null;
}

/** How long another run of the tool may hold its lock before we give up, and how often we look. */
const LOCK_PATIENCE_MS = 5_000;
const LOCK_POLL_MS = 200;
const BUSY = "the tool holds its own lock: it is in the middle of a run, or a crashed one left it behind";

/** Every tool whose history table is there, told from its namesakes by columns and companions. Reads only. */
export async function findToolHistories(client: pg.ClientBase): Promise<readonly ToolHistory[]> {
  const { rows } = await client.query<{ schema: string; name: string; columns: string[] }>(
    `SELECT n.nspname AS schema, c.relname AS name,
       pg_catalog.array_agg(a.attname::pg_catalog.text) AS columns
     FROM pg_catalog.pg_class AS c
     JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
     JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
     WHERE c.relkind = 'r' AND n.nspname !~ '^pg_' AND pg_catalog.has_table_privilege(c.oid, 'SELECT')
     GROUP BY n.nspname, c.relname ORDER BY n.nspname, c.relname`,
  );
  const isThere = (schema: string, name: string) =>
    rows.some((table) => table.schema === schema && table.name === name);
  const found: ToolHistory[] = [];
  for (const table of rows) {
    for (const tool of TOOL_IDS) {
      const recorder = recorderOf(tool);
      if (recorder === null || recorder.history.table !== table.name) continue;
      if (!recorder.history.columns.every((column) => table.columns.includes(column))) continue;
      if (tool === "rails" && !isThere(table.schema, "ar_internal_metadata")) continue;
      if (tool === "dbmate") {
        // The same table as Rails' but for its companion, and as golang-migrate's but for a column.
        if (isThere(table.schema, "ar_internal_metadata") || table.columns.includes("dirty")) continue;
      }
      const history = relationName(table);
      const applied = await readApplied(client, recorder, history);
      found.push({
        tool,
        history,
        applied: applied.map(({ name }) => name),
        newestAt: applied.at(-1)?.appliedAt ?? null,
      });
    }
  }
  return found;
}

/** Null for tools that Interlock does not write for. */
export function recorderOf(tool: ToolId): Recorder | null {
  const { recorder } = TOOLS[tool];
  return typeof recorder === "string" ? null : recorder;
}

/**
 * Writes the rows that the tool would have written, under the tool's own lock and in one transaction. Answers the names
 * that were there before. Fails with a sentence where the tool is in the middle of a run or would stumble over them.
 */
export async function recordMigrations(
  client: pg.ClientBase,
  { recorder, history, migrations }: HistoryChange,
): Promise<Result<readonly string[], string>> {
  return underLock(client, recorder, history, async () => {
    const before = (await readApplied(client, recorder, history)).map(({ name }) => name);
    if (migrations.every(({ name }) => before.includes(name))) return ok(before);
    const refused = recorder.refusal(migrations, before);
    if (refused !== null) return fail(refused);
    for (const query of recorder.record(history, migrations)) await run(client, query);
    const last = migrations.at(-1)?.name ?? "";
    const after = await readApplied(client, recorder, history);
    return after.some(({ name }) => name === last)
      ? ok(before)
      : fail(`the tool's history has ${last} as begun and not finished: mend that with the tool first`);
  });
}

/** Takes exactly those rows away again. Fails with a sentence where the tool is in the middle of a run, or has gone on since. */
export async function forgetMigrations(
  client: pg.ClientBase,
  { recorder, history, migrations, before }: HistoryChange & { readonly before: readonly string[] },
): Promise<Result<undefined, string>> {
  return underLock(client, recorder, history, async () => {
    const mine = migrations.filter(({ name }) => !before.includes(name));
    if (mine.length === 0) return ok(undefined);
    const applied = (await readApplied(client, recorder, history)).map(({ name }) => name);
    const refused = recorder.forgetRefusal(mine, applied);
    if (refused !== null) return fail(refused);
    for (const query of recorder.forget(history, mine, before)) await run(client, query);
    return ok(undefined);
  });
}

export interface HistoryChange {
  readonly recorder: Recorder;
  readonly history: string;
  readonly migrations: readonly Migration[];
}

async function underLock<T>(
  client: pg.ClientBase,
  recorder: Recorder,
  history: string,
  work: () => Promise<Result<T, string>>,
): Promise<Result<T, string>> {
  const { rows } = await client.query<{ database: string }>(
    "SELECT pg_catalog.current_database() AS database",
  );
  const lock = recorder.lock(history, rows[0]?.database ?? "");
  if (lock.kind === "advisory" && !(await take(client, lock.take))) return fail(BUSY);
  try {
    await client.query("BEGIN");
    await client.query("SET LOCAL lock_timeout = '2s'");
    if (lock.kind === "table") await client.query(`LOCK TABLE ${history} IN EXCLUSIVE MODE`);
    const isOurs = lock.kind !== "row" || (await take(client, lock.take));
    const result = isOurs ? await work() : fail(BUSY);
    await client.query(result.ok ? "COMMIT" : "ROLLBACK");
    return result;
  } catch (error) {
    await client.query("ROLLBACK").catch(() => undefined);
    if (sqlStateOf(error) === "55P03") return fail(BUSY);
    throw error;
  } finally {
    if (lock.kind === "advisory") await client.query(lock.release.text, [...lock.release.values]);
  }
}

/** Tried and tried again: a session that waits in a lock function holds a snapshot, and concurrent builds wait for it. */
async function take(client: pg.ClientBase, { text, values }: Query): Promise<boolean> {
  for (let waitedMs = 0; ; waitedMs += LOCK_POLL_MS) {
    const { rows } = await client.query<{ taken: boolean }>(text, [...values]);
    if (rows[0]?.taken === true) return true;
    if (waitedMs >= LOCK_PATIENCE_MS) return false;
    await sleep(LOCK_POLL_MS);
  }
}

async function readApplied(client: pg.ClientBase, recorder: Recorder, history: string) {
  const { text, values } = recorder.applied(history);
  return (await client.query<{ name: string; appliedAt: string | null }>(text, [...values])).rows;
}

async function run(client: pg.ClientBase, { text, values }: Query): Promise<void> {
  await client.query(text, [...values]);
}
