import type { ExportedFile } from "@/lib/contracts/interop";

export interface Query {
  readonly text: string;
  readonly values: readonly unknown[];
}

/** A migration as the tool's history knows it. */
export interface Migration {
  /** What the tool calls it: a file name, a version, a revision. */
  readonly name: string;
  /** More of the row, where the tool keeps more. */
  readonly detail?: Readonly<Record<string, string | number>>;
}

/**
 * How a tool keeps others of its kind out while it works. Never waited for, and held by our transaction, so that a crash
 * leaves nothing behind.
 */
export type ToolLock =
  /**
   * Answers one row with `taken` true where it is ours: an advisory lock, or a row that says that nobody works. A row that
   * another session has locked is passed over: Knex marks its own in the transaction of its run (observed with 3.3).
   * `alsoTable`: the history table is locked too.
   */
  | { readonly kind: "taken"; readonly take: Query; readonly alsoTable?: boolean }
  /** The tool has none: the history table is locked while its rows are written. */
  | { readonly kind: "table" };

/** What a recorder asked to read besides the names. */
export type ReadRows = readonly Readonly<Record<string, unknown>>[];

/** Writes into a tool's history what the tool itself would have written, and takes exactly that away again. */
export interface Recorder {
  /** The table the tool makes by default; looked for in every schema and told from namesakes by its columns. */
  readonly history: { readonly table: string; readonly columns: readonly string[] };
  /** `name` and `appliedAt` (text, or null where the tool keeps no time), oldest first. */
  readonly applied: (history: string) => Query;
  /** What the exported files of a phase are to the tool, in order; only the ways up count. */
  readonly migrations: (files: readonly ExportedFile[]) => readonly Migration[];
  readonly lock: (history: string, database: string) => ToolLock;
  /** What else the rows depend on, read under the lock and handed on as `read`; nothing where left out. */
  readonly reads?: (history: string) => Query;
  /** Why the tool would stumble over such rows; null where it would not. */
  readonly refusal: (
    migrations: readonly Migration[],
    applied: readonly string[],
    read: ReadRows,
  ) => string | null;
  /** Why the tool would stumble with them taken away again; `applied` is what is there now. */
  readonly forgetRefusal: (
    migrations: readonly Migration[],
    applied: readonly string[],
    read: ReadRows,
  ) => string | null;
  /** Whether a name is of the team's own migrations; all are where left out. */
  readonly isOfTeam?: (name: string) => boolean;
  /** The name that the first of them comes right after, where the rows say it; else it is the newest that was there. */
  readonly follows?: (migrations: readonly Migration[]) => string | null;
  /** In one transaction. */
  readonly record: (history: string, migrations: readonly Migration[], read: ReadRows) => readonly Query[];
  /** Takes exactly those away; `before` are the names that were there when they were recorded. */
  readonly forget: (
    history: string,
    migrations: readonly Migration[],
    before: readonly string[],
  ) => readonly Query[];
}

export const namesOf = (migrations: readonly Migration[]): readonly string[] =>
  migrations.map(({ name }) => name);

/** The last part of a path. */
export const baseName = (path: string): string => path.slice(path.lastIndexOf("/") + 1);

/** Most tools: rows by name, and a late name is no harm. */
export const neverRefuses = (): null => null;

/** For tools that stumble over, or skip for ever, what sorts before a migration that is applied already. */
export function refusesLateNames(
  migrations: readonly Migration[],
  applied: readonly string[],
): string | null {
  const newest = [...applied].sort(byName).at(-1);
  const late = migrations.find(({ name }) => newest !== undefined && byName(name, newest) < 0);
  return late
    ? `${late.name} sorts before ${newest}, which is applied already: export the files again with newest=${newest}`
    : null;
}

/** For the same tools: a gap below what is applied stops them, or is never filled. */
export function refusesWhatOthersFollow(
  migrations: readonly Migration[],
  applied: readonly string[],
): string | null {
  const last = [...namesOf(migrations)].sort(byName).at(-1);
  const later = applied.find((name) => last !== undefined && byName(name, last) > 0);
  return later === undefined
    ? null
    : `${later} was applied after ${last}, and the tool does not go on over a gap: take that one back first`;
}

/** Numbers by their value: 10 comes after 9, and 20260102030405 after both. */
const byName = (a: string, b: string) => a.localeCompare(b, "en", { numeric: true });

/** Deletes the rows of those names. */
export function forgetByName(history: string, column: string, migrations: readonly Migration[]): Query {
  return { text: `DELETE FROM ${history} WHERE ${column} = ANY($1::text[])`, values: [namesOf(migrations)] };
}

/** Inserts a row for each name that has none yet; `columns` and `values` may use `n` (the name) and `at` (1, 2, …). */
export function recordByName(
  history: string,
  key: string,
  row: Readonly<Record<string, string>>,
  migrations: readonly Migration[],
): Query {
  return {
    text:
      `INSERT INTO ${history} (${[key, ...Object.keys(row)].join(", ")}) ` +
      `SELECT ${["n", ...Object.values(row)].join(", ")} ` +
      `FROM pg_catalog.unnest($1::text[]) WITH ORDINALITY AS names (n, at) ` +
      `WHERE NOT EXISTS (SELECT FROM ${history} AS there WHERE there.${key} = n) ORDER BY at`,
    values: [namesOf(migrations)],
  };
}

/** An advisory lock by its number; the tools take the same one for their sessions, and the two exclude each other. */
export function advisoryLock(key: string, { alsoTable = false } = {}): ToolLock {
  return {
    kind: "taken",
    take: { text: "SELECT pg_catalog.pg_try_advisory_xact_lock($1::bigint) AS taken", values: [key] },
    alsoTable,
  };
}
