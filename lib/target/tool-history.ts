import { setTimeout as sleep } from "node:timers/promises";
import type pg from "pg";
import { TOOL_IDS } from "../contracts/constants";
import type { ToolId } from "../contracts/interop";
import { fail, ok, type Result } from "../contracts/result";
import type { Migration, Query, ReadRows, Recorder } from "../interop/recorder";
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
  /** The newest of the team's own among them. */
  readonly newest: string | null;
  /** When that was applied, as the tool wrote it; null where it keeps no time. */
  readonly newestAt: string | null;
}

/** How long another run of the tool may hold its lock before we give up, and how often we look. */
const LOCK_PATIENCE_MS = 5_000;
const LOCK_POLL_MS = 200;
export const TOOL_BUSY =
  "the tool holds its own lock: it is in the middle of a run, or a crashed one left it behind";
// https://www.postgresql.org/docs/current/errcodes-appendix.html
const LOCK_NOT_AVAILABLE = "55P03";

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
      const newest = applied.findLast(({ name }) => recorder.isOfTeam?.(name) ?? true);
      found.push({
        tool,
        history,
        applied: applied.map(({ name }) => name),
        newest: newest?.name ?? null,
        newestAt: newest?.appliedAt ?? null,
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

export interface HistoryChange {
  readonly recorder: Recorder;
  readonly history: string;
  readonly migrations: readonly Migration[];
}
/** Names that were there before the rows were written. */
interface Before {
  readonly before: readonly string[];
}

/**
 * Writes the rows that the tool would have written, under the tool's own lock and in one transaction. Answers the names
 * that were there before. Fails with a sentence where the tool is in the middle of a run or would stumble over them.
 */
export function recordMigrations(
  client: pg.ClientBase,
  change: HistoryChange,
): Promise<Result<readonly string[], string>> {
  return underLock(client, change, "COMMIT", async () => {
    const before = await namesApplied(client, change);
    return change.migrations.every(({ name }) => before.includes(name))
      ? ok(before)
      : writeRows(client, change, before);
  });
}

/** Takes exactly those rows away again. Fails with a sentence where the tool is in the middle of a run, or has gone on since. */
export function forgetMigrations(
  client: pg.ClientBase,
  change: HistoryChange & Before,
): Promise<Result<undefined, string>> {
  return underLock(client, change, "COMMIT", () => takeRowsAway(client, change));
}

/** Whether `writeNewRows` would have its way now: all of it, rolled back. The time that a run of the tool takes is waited for. */
export function rehearseRecord(
  client: pg.ClientBase,
  change: HistoryChange,
): Promise<Result<readonly string[], string>> {
  return underLock(client, change, "ROLLBACK", () => writeNewRows(client, change));
}

/** Whether `takeRowsAway` would have its way now. */
export function rehearseForgetting(
  client: pg.ClientBase,
  change: HistoryChange & Before,
): Promise<Result<undefined, string>> {
  return underLock(client, change, "ROLLBACK", () => takeRowsAway(client, change));
}

/**
 * Tries the tool's lock once, in the open transaction, which holds it until it ends. False where another has it: roll the
 * transaction back.
 */
export async function takeToolLock(
  client: pg.ClientBase,
  { recorder, history }: Pick<HistoryChange, "recorder" | "history">,
): Promise<boolean> {
  const { rows: names } = await client.query<{ database: string }>(
    "SELECT pg_catalog.current_database() AS database",
  );
  const lock = recorder.lock(history, names[0]?.database ?? "");
  try {
    if (lock.kind === "taken") {
      const { rows } = await client.query<{ taken: boolean }>(lock.take.text, [...lock.take.values]);
      if (rows[0]?.taken !== true) return false;
      if (!lock.alsoTable) return true;
    }
    await client.query(`LOCK TABLE ${history} IN EXCLUSIVE MODE NOWAIT`);
    return true;
  } catch (error) {
    if (sqlStateOf(error) === LOCK_NOT_AVAILABLE) return false;
    throw error;
  }
}

/**
 * Writes the rows in the open transaction, which holds the tool's lock. Answers the names that were there before. Fails
 * with a sentence where one of them is there already, or the tool would stumble over them.
 */
export async function writeNewRows(
  client: pg.ClientBase,
  change: HistoryChange,
): Promise<Result<readonly string[], string>> {
  const before = await namesApplied(client, change);
  const there = change.migrations.find(({ name }) => before.includes(name));
  return there
    ? fail(`${change.history} has ${there.name} already, as if it had run`)
    : writeRows(client, change, before);
}

/** Takes the rows away in the open transaction, which holds the tool's lock; those that are gone already are no matter. */
export async function takeRowsAway(
  client: pg.ClientBase,
  { recorder, history, migrations, before }: HistoryChange & Before,
): Promise<Result<undefined, string>> {
  const mine = migrations.filter(({ name }) => !before.includes(name));
  if (mine.length === 0) return ok(undefined);
  const applied = await namesApplied(client, { recorder, history });
  const refused = recorder.forgetRefusal(mine, applied, await readMore(client, { recorder, history }));
  if (refused !== null) return fail(refused);
  for (const query of recorder.forget(history, mine, before)) await run(client, query);
  return ok(undefined);
}

/** Names of the migrations that are applied, oldest first. */
export async function namesApplied(
  client: pg.ClientBase,
  { recorder, history }: Pick<HistoryChange, "recorder" | "history">,
): Promise<readonly string[]> {
  return (await readApplied(client, recorder, history)).map(({ name }) => name);
}

async function writeRows(
  client: pg.ClientBase,
  { recorder, history, migrations }: HistoryChange,
  before: readonly string[],
): Promise<Result<readonly string[], string>> {
  const read = await readMore(client, { recorder, history });
  const refused = recorder.refusal(migrations, before, read);
  if (refused !== null) return fail(refused);
  for (const query of recorder.record(history, migrations, read)) await run(client, query);
  const last = migrations.at(-1)?.name ?? "";
  return (await namesApplied(client, { recorder, history })).includes(last)
    ? ok(before)
    : fail(`the tool's history has ${last} as begun and not finished: mend that with the tool first`);
}

/** Tried and tried again, each time in a transaction of its own, because concurrent builds wait for one that stays open. */
async function underLock<T>(
  client: pg.ClientBase,
  tool: Pick<HistoryChange, "recorder" | "history">,
  end: "COMMIT" | "ROLLBACK",
  work: () => Promise<Result<T, string>>,
): Promise<Result<T, string>> {
  for (let waitedMs = 0; ; waitedMs += LOCK_POLL_MS) {
    try {
      await client.query("BEGIN");
      await client.query("SET LOCAL lock_timeout = '2s'");
      if (await takeToolLock(client, tool)) {
        const result = await work();
        await client.query(result.ok ? end : "ROLLBACK");
        return result;
      }
      await client.query("ROLLBACK");
    } catch (error) {
      await client.query("ROLLBACK").catch(() => undefined);
      if (sqlStateOf(error) === LOCK_NOT_AVAILABLE) return fail(TOOL_BUSY);
      throw error;
    }
    if (waitedMs >= LOCK_PATIENCE_MS) return fail(TOOL_BUSY);
    await sleep(LOCK_POLL_MS);
  }
}

async function readApplied(client: pg.ClientBase, recorder: Recorder, history: string) {
  const { text, values } = recorder.applied(history);
  return (await client.query<{ name: string; appliedAt: string | null }>(text, [...values])).rows;
}

async function readMore(
  client: pg.ClientBase,
  { recorder, history }: Pick<HistoryChange, "recorder" | "history">,
): Promise<ReadRows> {
  if (!recorder.reads) return [];
  const { text, values } = recorder.reads(history);
  return (await client.query<Record<string, unknown>>(text, [...values])).rows;
}

async function run(client: pg.ClientBase, { text, values }: Query): Promise<void> {
  await client.query(text, [...values]);
}
