import type { RepositoryFile } from "@/lib/contracts/interop";
import { parseSql } from "@/lib/sql/parse";
import { baseName } from "./recorder";

/** SQL of a migration file that is sent in one manner. */
export interface SourcePart {
  /** With everything else of the file as spaces: lines stay what they are in the file. */
  readonly sql: string;
  /** Whether it runs in a transaction, by the tool's rules. */
  readonly inTransaction: boolean;
}

/** Code of a migration whose SQL is not known without running it. */
export interface UnreadCode {
  /** Counted from 1. */
  readonly line: number;
  readonly column: number;
  /** Its first line. */
  readonly code: string;
}

/** A migration of the team as its file says it: the way up only. */
export interface SourceMigration {
  /** As the tool's history has it. */
  readonly name: string;
  readonly path: string;
  readonly parts: readonly SourcePart[];
  readonly unread: readonly UnreadCode[];
  /** Names of those that it follows, where the tool orders by them. */
  readonly parents?: readonly string[];
}

/**
 * Migrations of one tool in the order in which it runs them. `files` are all of the repository that were given.
 * `loadParser()` must have been awaited.
 */
export type ReadMigrations = (
  migrations: readonly RepositoryFile[],
  files: readonly RepositoryFile[],
) => readonly SourceMigration[];

/** Spaces instead of everything outside of `from` to `to`, line ends kept. */
export function onlyBetween(text: string, from: number, to: number): string {
  return blank(text.slice(0, from)) + text.slice(from, to) + blank(text.slice(to));
}

/** Spaces, line ends kept. */
export const blank = (text: string): string => text.replace(/[^\r\n]/g, " ");

/**
 * Whether text that a tool sends as one string without a transaction runs in one all the same: Postgres takes several
 * statements of one query as one transaction, unless they begin one themselves (manual, 55.2.2.1).
 */
export function runsAsOne(sql: string): boolean {
  const parsed = parseSql(sql);
  return parsed.ok && parsed.value.length > 1 && !parsed.value.some(({ kind }) => kind === "TransactionStmt");
}

/** A file that is SQL from its first line to its last. */
export function sqlFile(
  { path, content }: RepositoryFile,
  { name, inTransaction }: { readonly name: string; readonly inTransaction: boolean },
): SourceMigration {
  return { name, path, parts: [{ sql: content, inTransaction }], unread: [] };
}

/** By a key of their paths: text by its code units, as most tools sort. */
export function sortedBy<T>(items: readonly T[], key: (item: T) => string | number | bigint): readonly T[] {
  return [...items].sort((a, b) => {
    const [left, right] = [key(a), key(b)];
    return left < right ? -1 : left > right ? 1 : 0;
  });
}

/** Line and column of a place in a text, counted from 1. */
export function placeIn(text: string, at: number): { readonly line: number; readonly column: number } {
  const before = text.slice(0, at);
  return { line: before.split("\n").length, column: at - before.lastIndexOf("\n") };
}

/** The number that a file's name begins with; 0 where it begins with none. */
export const numberIn = (path: string): bigint => BigInt(/^\d+/.exec(baseName(path))?.[0] ?? 0);

/** Every item behind those that it follows, else in the order given; a circle is cut where it is met. */
export function parentsFirst<T>(items: readonly T[], parentsOf: (item: T) => readonly T[]): readonly T[] {
  const ordered = new Set<T>();
  const visit = (item: T, below: readonly T[]) => {
    if (ordered.has(item) || below.includes(item)) return;
    for (const parent of parentsOf(item)) visit(parent, [...below, item]);
    ordered.add(item);
  };
  for (const item of items) visit(item, []);
  return [...ordered];
}
