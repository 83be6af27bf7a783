import type { LockMode } from "@/lib/contracts/common";
import { bodyOf, parseSql, strings } from "../parse";
import { relationsRead, select } from "./data";
import type { Lookup } from "./lookup";
import { partitionOf } from "./partitions";
import { type FactReader, type StatementFacts, UNKNOWN, union } from "./statement-facts";

type Locks = [relation: string, mode: LockMode][];

/** CREATE TABLE: nothing on what exists, except SHARE ROW EXCLUSIVE on tables it points at. */
export const createTable: FactReader = (node, lookup) => {
  const statement = bodyOf(node, "CreateStmt");
  if (!statement) return UNKNOWN;
  const relation = lookup.name(statement.relation);
  if (statement.if_not_exists && lookup.exists(relation)) return {};
  const locks: Locks = [];
  const inline = (statement.tableElts ?? []).flatMap((element) => [
    ...(bodyOf(element, "ColumnDef")?.constraints ?? []),
    element,
  ]);
  for (const element of inline) {
    const constraint = bodyOf(element, "Constraint");
    if (constraint?.contype === "CONSTR_FOREIGN") {
      const partner = lookup.name(constraint.pktable);
      for (const one of [partner, ...lookup.descendants(partner)]) {
        if (one !== relation) locks.push([one, "ShareRowExclusiveLock"]);
      }
    }
    const like = bodyOf(element, "TableLikeClause");
    if (like) locks.push([lookup.name(like.relation), "AccessShareLock"]);
  }
  const parents = (statement.inhRelations ?? []).map((parent) =>
    lookup.name(bodyOf(parent, "RangeVar") ?? undefined),
  );
  if (statement.partbound) {
    const parts = parents.map((parent) =>
      partitionOf(parent, lookup, statement.partbound?.is_default ?? false),
    );
    return union([...parts, { locks }, { makes: [relation] }]);
  }
  for (const parent of parents) locks.push([parent, "ShareUpdateExclusiveLock"]);
  return { locks, makes: [relation] };
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
  const there =
    statement.if_not_exists === true &&
    (lookup.table(relation)?.indexes.some((index) => index.name === statement.idxname) ?? false);
  return {
    locks: [relation, ...(there ? [] : children)].map((locked) => [locked, mode]),
    scans: !there && (statement.relation?.inh ?? false),
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

/** CREATE FUNCTION: ACCESS SHARE on what an SQL body reads, as it is parsed at once; other languages lock nothing. */
export const createFunction: FactReader = (node, lookup) => {
  const statement = bodyOf(node, "CreateFunctionStmt");
  if (!statement) return UNKNOWN;
  if (statement.sql_body) return { locks: relationsRead(statement.sql_body, lookup) };
  const option = (name: string) =>
    (statement.options ?? [])
      .flatMap((one) => bodyOf(one, "DefElem") ?? [])
      .find((one) => one.defname === name)?.arg;
  if (bodyOf(option("language"), "String")?.sval?.toLowerCase() !== "sql") return {};
  const body = strings(bodyOf(option("as"), "List")?.items)[0] ?? "";
  const parsed = parseSql(body);
  if (!parsed.ok) return {};
  // A body that writes is only planned here: it takes no more than ACCESS SHARE on what a query reads.
  return {
    locks: parsed.value.flatMap((one) => (one.kind === "SelectStmt" ? relationsRead(one.node, lookup) : [])),
  };
};

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

/** CREATE TABLE AS, CREATE MATERIALIZED VIEW and SELECT INTO read what the query names. */
export const createTableAs: FactReader = (node, lookup) => {
  const statement = bodyOf(node, "CreateTableAsStmt");
  if (!statement) return UNKNOWN;
  const relation = lookup.name(statement.into?.rel);
  if (statement.if_not_exists && lookup.exists(relation)) return {};
  const query = statement.query ? select(statement.query, lookup) : UNKNOWN;
  return { ...query, scans: (query.locks ?? []).length > 0 && !statement.into?.skipData, makes: [relation] };
};

/** CREATE POLICY, ALTER POLICY and CREATE RULE stop everybody for a moment. */
export const policyOrRule: FactReader = (node, lookup) => {
  const relation =
    bodyOf(node, "CreatePolicyStmt")?.table ??
    bodyOf(node, "AlterPolicyStmt")?.table ??
    bodyOf(node, "RuleStmt")?.relation;
  return relation ? { locks: [[lookup.name(relation), "AccessExclusiveLock"]] } : UNKNOWN;
};

/** CREATE SCHEMA, TYPE … AS ENUM and the like touch no table. */
export const createsOnly: FactReader = (node) =>
  bodyOf(node, "CreateSchemaStmt")?.schemaElts?.length ? UNKNOWN : {};
