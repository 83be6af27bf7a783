import { LOCK_MODES } from "../contracts/constants";
import { relationName } from "../sql/identifiers";
import type { LockRow } from "./sample-queries";

/** Locks shown per session: more help nobody, and a session may hold thousands. */
const LOCKS_PER_SESSION = 50;

/** What a lock is on, in words: a relation's name, or `row (3,14) of public.users`, `transaction 741` … */
export function lockedThing(row: LockRow): string {
  const relation =
    row.schema !== null && row.name !== null
      ? relationName({ schema: row.schema, name: row.name })
      : `relation ${row.relation_oid}`;
  switch (row.locktype) {
    case "relation":
      return relation;
    case "extend":
      return `extension of ${relation}`;
    case "page":
      return `page ${row.page} of ${relation}`;
    case "tuple":
      return `row (${row.page},${row.tuple}) of ${relation}`;
    case "transactionid":
      return `transaction ${row.transactionid}`;
    case "virtualxid":
      return `virtual transaction ${row.virtualxid}`;
    case "advisory":
      return `advisory lock (${row.classid},${row.objid})`;
    default:
      return `${row.locktype} ${row.objid ?? ""}`.trimEnd();
  }
}

/** The relation that something locked is or belongs to, from its words; the words themselves where it has none. */
export function lockedRelation(thing: string): string {
  return /^(?:row \S+|page \d+|extension) of (.+)$/s.exec(thing)?.[1] ?? thing;
}

/** Waited-for first, then the strongest, each once. */
export function locksOf(rows: readonly LockRow[]): { relation: string; mode: string; granted: boolean }[] {
  const seen = new Map<string, { relation: string; mode: string; granted: boolean }>();
  for (const row of rows) {
    const lock = { relation: lockedThing(row), mode: row.mode, granted: row.granted };
    seen.set(`${lock.relation}\0${lock.mode}\0${lock.granted}`, lock);
  }
  return [...seen.values()]
    .sort(
      (a, b) =>
        Number(a.granted) - Number(b.granted) ||
        strength(b.mode) - strength(a.mode) ||
        (a.relation < b.relation ? -1 : 1),
    )
    .slice(0, LOCKS_PER_SESSION);
}

function strength(mode: string): number {
  return (LOCK_MODES as readonly string[]).indexOf(mode);
}

/** Whether two rows of pg_locks speak of the same thing. */
export function isSameThing(one: LockRow, other: LockRow): boolean {
  const tag = (row: LockRow) =>
    [
      row.locktype,
      row.database,
      row.relation_oid,
      row.page,
      row.tuple,
      row.transactionid,
      row.virtualxid,
      row.classid,
      row.objid,
      row.objsubid,
    ].join("\0");
  return tag(one) === tag(other);
}
