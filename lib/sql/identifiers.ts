import { QUOTED_KEYWORDS } from "./keywords";

/** NAMEDATALEN - 1: Postgres cuts longer names without an error. */
export const MAX_NAME_BYTES = 63;

const BARE = /^[a-z_][a-z0-9_$]*$/;

/** An identifier as SQL needs it: quoted only where it would otherwise fold, or read as a keyword. */
export function quoteIdentifier(name: string): string {
  if (BARE.test(name) && !QUOTED_KEYWORDS.has(name)) return name;
  return `"${name.replaceAll('"', '""')}"`;
}

/**
 * A string literal that means the same whatever `standard_conforming_strings` says.
 * https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-SYNTAX-STRINGS-ESCAPE
 */
export function quoteLiteral(text: string): string {
  const quoted = `'${text.replaceAll("'", "''")}'`;
  return text.includes("\\") ? `E${quoted.replaceAll("\\", "\\\\")}` : quoted;
}

export interface QualifiedName {
  readonly schema: string;
  readonly name: string;
}

/** `schema.name`, each part quoted only where SQL needs it. */
export function relationName(relation: QualifiedName): string {
  return `${quoteIdentifier(relation.schema)}.${quoteIdentifier(relation.name)}`;
}

const PART = /\s*(?:"((?:[^"]|"")+)"|([\p{L}_][\p{L}\p{N}_$]*))\s*/uy;

/** The parts of a dotted name, unquoted parts folded to lower case; null where the text is not a dotted name. */
export function parseDottedName(text: string): string[] | null {
  const parts: string[] = [];
  let at = 0;
  for (;;) {
    PART.lastIndex = at;
    const match = PART.exec(text);
    if (!match) return null;
    parts.push(match[1] !== undefined ? match[1].replaceAll('""', '"') : foldCase(match[2] ?? ""));
    at = PART.lastIndex;
    if (at === text.length) return parts;
    if (text[at] !== ".") return null;
    at += 1;
  }
}

/** Unquoted identifiers fold in ASCII only: in a UTF-8 database Postgres leaves other letters alone. */
export function foldCase(word: string): string {
  return word.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

/** Reads `name` or `schema.name`, quoted or not; null where the text is neither. */
export function parseRelationName(text: string): { schema: string | null; name: string } | null {
  const parts = parseDottedName(text);
  if (!parts || parts.length > 2) return null;
  const [first, second] = parts;
  if (first === undefined) return null;
  return second === undefined ? { schema: null, name: first } : { schema: first, name: second };
}

/** Length of a name in bytes, as Postgres counts it in a UTF-8 database. */
export function nameBytes(name: string): number {
  return new TextEncoder().encode(name).length;
}

/** The longest beginning of `name` that has at most `bytes` bytes and ends between characters. */
export function cutToBytes(name: string, bytes: number): string {
  let cut = "";
  let used = 0;
  for (const character of name) {
    used += nameBytes(character);
    if (used > bytes) break;
    cut += character;
  }
  return cut;
}
