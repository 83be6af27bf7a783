import type { WithClause } from "libpg-query";
import type { LockMode } from "@/lib/contracts/common";
import { LOCK_MODES } from "@/lib/contracts/constants";
import { bodyOf, type Node, strings, walk } from "../parse";
import { referenced } from "./known";
import type { Lookup } from "./lookup";
import { type FactReader, type StatementFacts, UNKNOWN, union } from "./statement-facts";
import { isUnknownCall } from "./volatility";

type Locks = [relation: string, mode: LockMode][];

/** ACCESS SHARE on every table and view a query names; `nextval` and `setval` take ROW EXCLUSIVE on the sequence. */
export function relationsRead(query: unknown, lookup: Lookup): Locks {
  const withNames = new Set<string>();
  const locks: Locks = [];
  walk({ query }, (kind, body) => {
    if (kind === "CommonTableExpr") withNames.add(String(body.ctename));
  });
  walk({ query }, (kind, body) => {
    if (kind === "RangeVar" && (body.schemaname || !withNames.has(String(body.relname)))) {
      locks.push([lookup.name(body), "AccessShareLock"]);
    }
    if (
      kind === "FuncCall" &&
      ["nextval", "setval"].includes(strings(body.funcname as Node[]).at(-1) ?? "")
    ) {
      const sequence = sequenceNamed((body.args as Node[] | undefined)?.[0], lookup);
      if (sequence) locks.push([sequence, "RowExclusiveLock"]);
    }
  });
  return locks;
}

function sequenceNamed(argument: Node | undefined, lookup: Lookup): string | null {
  const text = bodyOf(bodyOf(argument, "TypeCast")?.arg ?? argument, "A_Const")?.sval?.sval;
  if (!text) return null;
  const parts = text
    .match(/"(?:[^"]|"")+"|[^."]+/g)
    ?.map((part) => (part.startsWith('"') ? part.slice(1, -1).replaceAll('""', '"') : part));
  if (!parts?.length) return null;
  const [schemaname, relname] = parts.length > 1 ? [parts[0], parts[1]] : [undefined, parts[0]];
  return lookup.name({ schemaname, relname });
}

/** Calls of functions that nobody vouches for may do anything. */
function hasUnknownCall(tree: unknown): boolean {
  let unknown = false;
  walk({ tree }, (kind, body) => {
    if (kind === "FuncCall" && isUnknownCall((body.funcname as Node[] | undefined) ?? [])) unknown = true;
  });
  return unknown;
}

export const select: FactReader = (node, lookup) => {
  const statement = bodyOf(node, "SelectStmt");
  if (!statement) return UNKNOWN;
  const made = statement.intoClause?.rel ? lookup.name(statement.intoClause.rel) : null;
  const read = relationsRead(statement, lookup).filter(([relation]) => relation !== made);
  const locking = (statement.lockingClause ?? []).length > 0;
  return {
    locks: locking ? read.map(([relation]) => [relation, "RowShareLock"]) : read,
    scans:
      read.some(([, mode]) => mode === "AccessShareLock") && !statement.whereClause && !statement.limitCount,
    ...(made ? { makes: [made] } : {}),
    unknown: hasUnknownCall(statement) || writesInside(statement),
  };
};

/** What the statements in a WITH do that write: `WITH gone AS (DELETE …) INSERT …`. */
function withWrites(clause: WithClause | undefined, lookup: Lookup): StatementFacts {
  const parts = (clause?.ctes ?? []).flatMap((cte) => bodyOf(cte, "CommonTableExpr") ?? []);
  // One may read what another gives, by a name that is no table's.
  const names = parts.map(({ ctename }) => lookup.name({ relname: ctename }));
  const facts = parts.flatMap(({ ctequery }) => {
    const reader = ctequery && WRITERS[Object.keys(ctequery)[0] ?? ""];
    return reader ? reader(ctequery, lookup) : [];
  });
  return union(
    facts.map((one) => ({ ...one, locks: one.locks?.filter(([relation]) => !names.includes(relation)) })),
  );
}

/** `WITH x AS (DELETE …) SELECT` writes. */
function writesInside(tree: unknown): boolean {
  let writes = false;
  walk({ tree }, (kind) => {
    if (["InsertStmt", "UpdateStmt", "DeleteStmt", "MergeStmt"].includes(kind)) writes = true;
  });
  return writes;
}

/** A row's foreign keys are checked with ROW SHARE on the tables they point at. */
function partners(relation: string, columns: readonly string[] | null, lookup: Lookup): Locks {
  return (lookup.table(relation)?.constraints ?? [])
    .filter((constraint) => columns === null || constraint.columns.some((column) => columns.includes(column)))
    .flatMap((constraint) => referenced(constraint) ?? [])
    .filter((partner) => partner !== relation)
    .map((partner) => [partner, "RowShareLock"]);
}

export const insert: FactReader = (node, lookup) => {
  const statement = bodyOf(node, "InsertStmt");
  if (!statement) return UNKNOWN;
  const relation = lookup.name(statement.relation);
  const own: StatementFacts = {
    locks: [
      ...relationsRead([statement.selectStmt, statement.withClause], lookup),
      [relation, "RowExclusiveLock"],
      ...partners(relation, null, lookup),
    ],
    scans: bodyOf(statement.selectStmt, "SelectStmt")?.fromClause !== undefined,
    unknown: hasUnknownCall(statement),
  };
  return union([own, withWrites(statement.withClause, lookup)]);
};

export const update: FactReader = (node, lookup) => {
  const statement = bodyOf(node, "UpdateStmt");
  if (!statement) return UNKNOWN;
  const relation = lookup.name(statement.relation);
  const columns = (statement.targetList ?? []).map((target) => bodyOf(target, "ResTarget")?.name ?? "");
  const { fromClause, whereClause, targetList, withClause } = statement;
  const own: StatementFacts = {
    locks: [
      ...relationsRead([fromClause, whereClause, targetList, withClause], lookup),
      [relation, "RowExclusiveLock"],
      ...partners(relation, columns, lookup),
    ],
    scans: !statement.whereClause,
    unknown: hasUnknownCall(statement),
  };
  return union([own, withWrites(withClause, lookup)]);
};

/** Deleting a row looks for rows that point at it, and so takes ROW SHARE (more with CASCADE) on their tables. */
export const remove: FactReader = (node, lookup) => {
  const statement = bodyOf(node, "DeleteStmt");
  if (!statement) return UNKNOWN;
  const relation = lookup.name(statement.relation);
  const children = lookup.referencing(relation).map(({ relation: child, constraint }): [string, LockMode] => {
    const acts = /ON DELETE (CASCADE|SET)/.test(constraint.definition);
    return [child, acts ? "RowExclusiveLock" : "RowShareLock"];
  });
  const own: StatementFacts = {
    locks: [
      ...relationsRead([statement.usingClause, statement.whereClause, statement.withClause], lookup),
      [relation, "RowExclusiveLock"],
      ...children,
    ],
    scans:
      !statement.whereClause ||
      // Each deleted row looks for rows that point at it; without an index that reads the whole other table.
      lookup.referencing(relation).some(({ relation: child, constraint }) => {
        const indexes = lookup.table(child)?.indexes ?? [];
        return !indexes.some((index) => index.columns[0] === constraint.columns[0]);
      }),
    destructive: true,
    unknown: hasUnknownCall(statement),
  };
  return union([own, withWrites(statement.withClause, lookup)]);
};

/** Writing statements that may stand in a WITH. */
const WRITERS: Readonly<Record<string, FactReader>> = {
  InsertStmt: insert,
  UpdateStmt: update,
  DeleteStmt: remove,
  MergeStmt: (node, lookup) => merge(node, lookup),
};

export const truncate: FactReader = (node, lookup) => {
  const statement = bodyOf(node, "TruncateStmt");
  if (!statement) return UNKNOWN;
  const named = (statement.relations ?? []).map((relation) =>
    lookup.name(bodyOf(relation, "RangeVar") ?? {}),
  );
  const cascade = statement.behavior === "DROP_CASCADE";
  const more = cascade ? named.flatMap((name) => cascading(name, lookup, new Set(named))) : [];
  const all = [...new Set([...named, ...named.flatMap((name) => lookup.descendants(name)), ...more])];
  return {
    locks: all.map((relation) => [relation, "AccessExclusiveLock"]),
    destructive: true,
    unknown: cascade && !lookup.complete,
  };
};

/** Tables that point at the table, and those that point at them. */
function cascading(relation: string, lookup: Lookup, seen: Set<string>): string[] {
  const next = lookup
    .referencing(relation)
    .map((one) => one.relation)
    .filter((one) => !seen.has(one));
  for (const one of next) seen.add(one);
  return next.flatMap((one) => [one, ...cascading(one, lookup, seen)]);
}

/** COPY writes like INSERT, or reads like SELECT. */
export const copy: FactReader = (node, lookup) => {
  const statement = bodyOf(node, "CopyStmt");
  if (!statement) return UNKNOWN;
  if (!statement.relation) return statement.query ? select(statement.query, lookup) : UNKNOWN;
  const relation = lookup.name(statement.relation);
  if (!statement.is_from) return { locks: [[relation, "AccessShareLock"]], scans: true };
  return { locks: [[relation, "RowExclusiveLock"], ...partners(relation, null, lookup)] };
};

export const merge: FactReader = (node, lookup) => {
  const statement = bodyOf(node, "MergeStmt");
  if (!statement) return UNKNOWN;
  const relation = lookup.name(statement.relation);
  const clauses = (statement.mergeWhenClauses ?? []).flatMap((one) => bodyOf(one, "MergeWhenClause") ?? []);
  const inserts = clauses.some((one) => one.commandType === "CMD_INSERT");
  const set = clauses
    .flatMap((one) => one.targetList ?? [])
    .map((one) => bodyOf(one, "ResTarget")?.name ?? "");
  return {
    locks: [
      ...relationsRead([statement.sourceRelation, statement.joinCondition, statement.withClause], lookup),
      [relation, "RowExclusiveLock"],
      ...partners(relation, inserts ? null : set, lookup),
    ],
    scans: true,
    destructive: clauses.some((one) => one.commandType === "CMD_DELETE"),
    unknown: hasUnknownCall(statement) || writesInside(statement.withClause),
  };
};

/** The parser numbers the modes from 1 in the order of LOCK_MODES. */
export const lockTable: FactReader = (node, lookup) => {
  const statement = bodyOf(node, "LockStmt");
  const mode = LOCK_MODES[(statement?.mode ?? 0) - 1];
  if (!statement || !mode) return UNKNOWN;
  return {
    locks: (statement.relations ?? []).flatMap((node) => {
      const relation = bodyOf(node, "RangeVar") ?? undefined;
      const name = lookup.name(relation);
      const children = !relation?.inh ? [] : lookup.descendants(name);
      const below = (lookup.view(name)?.reads ?? []).map((read) => read.relation);
      return [...new Set([name, ...children, ...below])].map((locked) => [locked, mode] as const);
    }),
  };
};
