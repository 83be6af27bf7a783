import type { LockMode } from "@/lib/contracts/common";
import { bodyOf, strings } from "../parse";
import { relationsRead } from "./data";
import type { Lookup } from "./lookup";
import { type FactReader, type StatementFacts, UNKNOWN } from "./statement-facts";

type Locks = [relation: string, mode: LockMode][];

/** CREATE TABLE: nothing on what exists, except SHARE ROW EXCLUSIVE on tables it points at. */
export const createTable: FactReader = (node, lookup) => {
  const statement = bodyOf(node, "CreateStmt");
  if (!statement || statement.partbound) return UNKNOWN;
  const locks: Locks = [];
  const inline = (statement.tableElts ?? []).flatMap((element) => [
    ...(bodyOf(element, "ColumnDef")?.constraints ?? []),
    element,
  ]);
  for (const element of inline) {
    const constraint = bodyOf(element, "Constraint");
    if (constraint?.contype === "CONSTR_FOREIGN") {
      locks.push([lookup.name(constraint.pktable), "ShareRowExclusiveLock"]);
    }
    const like = bodyOf(element, "TableLikeClause");
    if (like) locks.push([lookup.name(like.relation), "AccessShareLock"]);
  }
  for (const parent of statement.inhRelations ?? []) {
    locks.push([lookup.name(bodyOf(parent, "RangeVar") ?? undefined), "ShareUpdateExclusiveLock"]);
  }
  return { locks, makes: [lookup.name(statement.relation)] };
};

/**
 * CREATE INDEX holds SHARE while it builds, so writes wait. CONCURRENTLY holds SHARE UPDATE EXCLUSIVE, waits for older
 * transactions and cannot run in a transaction block; on a partitioned table it fails.
 */
export const createIndex: FactReader = (node, lookup) => {
  const statement = bodyOf(node, "IndexStmt");
  if (!statement) return UNKNOWN;
  const relation = lookup.name(statement.relation);
  const mode: LockMode = statement.concurrent ? "ShareUpdateExclusiveLock" : "ShareLock";
  const children = !statement.relation?.inh || statement.concurrent ? [] : lookup.descendants(relation);
  return {
    locks: [relation, ...children].map((locked) => [locked, mode]),
    scans: statement.relation?.inh ?? false,
    outsideTransaction: statement.concurrent ?? false,
  };
};

/** CREATE TRIGGER blocks writes for a moment; on a partitioned table every partition's too. */
export const createTrigger: FactReader = (node, lookup) => {
  const statement = bodyOf(node, "CreateTrigStmt");
  if (!statement) return UNKNOWN;
  const relation = lookup.name(statement.relation);
  const locks: Locks = [relation, ...(statement.row ? lookup.descendants(relation) : [])].map((locked) => [
    locked,
    "ShareRowExclusiveLock",
  ]);
  if (statement.constrrel) locks.push([lookup.name(statement.constrrel), "AccessShareLock"]);
  return { locks };
};

export const createSequence: FactReader = (node, lookup) => {
  const statement = bodyOf(node, "CreateSeqStmt");
  if (!statement) return UNKNOWN;
  const locks: Locks = ownedByTable(statement.options, lookup).map((owner) => [owner, "AccessShareLock"]);
  return { locks, makes: [lookup.name(statement.sequence)] };
};

/** ALTER SEQUENCE blocks nextval() on the sequence while it is held. */
export const alterSequence: FactReader = (node, lookup) => {
  const statement = bodyOf(node, "AlterSeqStmt");
  if (!statement) return UNKNOWN;
  const owners = ownedByTable(statement.options, lookup);
  return {
    locks: [
      [lookup.name(statement.sequence), "ShareRowExclusiveLock"],
      ...owners.map((owner) => [owner, "AccessShareLock"] as const),
    ],
  };
};

/** The table of `OWNED BY table.column`. */
function ownedByTable(options: Parameters<typeof strings>[0], lookup: Lookup): string[] {
  return (options ?? []).flatMap((option) => {
    const element = bodyOf(option, "DefElem");
    if (element?.defname !== "owned_by") return [];
    const names = strings(bodyOf(element.arg, "List")?.items);
    const [schema, table] = names.length > 2 ? [names.at(-3), names.at(-2)] : [undefined, names.at(-2)];
    return table ? lookup.name({ schemaname: schema, relname: table }) : [];
  });
}

/**
 * CREATE FUNCTION locks no table unless its body is SQL: that one is parsed at once and takes ACCESS SHARE on what it
 * reads, which blocks nobody and is not looked into here.
 */
export const createFunction: FactReader = () => ({});

export const createStatistics: FactReader = (node, lookup) => {
  const statement = bodyOf(node, "CreateStatsStmt");
  if (!statement) return UNKNOWN;
  return {
    locks: (statement.relations ?? []).map((relation) => [
      lookup.name(bodyOf(relation, "RangeVar") ?? undefined),
      "ShareUpdateExclusiveLock",
    ]),
  };
};

export const createView: FactReader = (node, lookup) => {
  const statement = bodyOf(node, "ViewStmt");
  if (!statement) return UNKNOWN;
  const view = lookup.name(statement.view);
  const replaced: StatementFacts["locks"] = statement.replace ? [[view, "AccessExclusiveLock"]] : [];
  return {
    locks: [...relationsRead(statement.query, lookup), ...replaced],
    makes: statement.replace ? [] : [view],
  };
};

/** CREATE SCHEMA, TYPE … AS ENUM and the like touch no table. */
export const createsOnly: FactReader = (node) =>
  bodyOf(node, "CreateSchemaStmt")?.schemaElts?.length ? UNKNOWN : {};
