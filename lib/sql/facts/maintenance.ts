import { relationName } from "../identifiers";
import { bodyOf, type Node } from "../parse";
import type { Lookup } from "./lookup";
import { type FactReader, type StatementFacts, UNKNOWN } from "./statement-facts";

/** Whether an option such as CONCURRENTLY or FULL is given, and not switched off. */
export function hasOption(options: readonly Node[] | undefined, name: string): boolean {
  return (options ?? []).some((node) => {
    const option = bodyOf(node, "DefElem");
    if (option?.defname !== name) return false;
    const value = bodyOf(option.arg, "String")?.sval ?? bodyOf(option.arg, "Boolean")?.boolval;
    return !(value === "off" || value === "false" || value === "0");
  });
}

/** ANALYZE runs beside reads and writes, in a transaction too; VACUUM never does; VACUUM FULL copies the table. */
export const vacuumOrAnalyze: FactReader = (node, lookup) => {
  const statement = bodyOf(node, "VacuumStmt");
  if (!statement) return UNKNOWN;
  const full = hasOption(statement.options, "full");
  const named = (statement.rels ?? []).map((rel) => lookup.name(bodyOf(rel, "VacuumRelation")?.relation));
  const relations = named.flatMap((name) => [name, ...lookup.descendants(name)]);
  return {
    locks: relations.map((name) => [name, full ? "AccessExclusiveLock" : "ShareUpdateExclusiveLock"]),
    // ANALYZE reads a sample.
    scans: statement.is_vacuumcmd ?? false,
    rewrites: full,
    blocksReads: full,
    blocksWrites: full,
    outsideTransaction: statement.is_vacuumcmd ?? false,
    // Without names it is every table of the database.
    unknown: named.length === 0,
  };
};

/** CLUSTER copies the table under ACCESS EXCLUSIVE; without a name, or on a partitioned table, not in a transaction. */
export const cluster: FactReader = (node, lookup) => {
  const statement = bodyOf(node, "ClusterStmt");
  if (!statement) return UNKNOWN;
  const copying: StatementFacts = { rewrites: true, scans: true, blocksReads: true, blocksWrites: true };
  if (!statement.relation) return { ...copying, outsideTransaction: true, unknown: true };
  const relation = lookup.name(statement.relation);
  const table = lookup.table(relation);
  const index = statement.indexname
    ? [
        relationName({
          schema: table?.schema ?? relation.split(".")[0] ?? "public",
          name: statement.indexname,
        }),
      ]
    : [];
  return {
    ...copying,
    locks: [relation, ...lookup.descendants(relation), ...index].map((name) => [name, "AccessExclusiveLock"]),
    outsideTransaction: table?.kind === "partitioned",
  };
};

/** REFRESH stops readers of the view; CONCURRENTLY lets them read. Both read what the view reads. */
export const refresh: FactReader = (node, lookup) => {
  const statement = bodyOf(node, "RefreshMatViewStmt");
  if (!statement) return UNKNOWN;
  const view = lookup.name(statement.relation);
  const reads = statement.skipData ? [] : (lookup.view(view)?.reads ?? []).map((read) => read.relation);
  return {
    locks: [
      [view, statement.concurrent ? "ExclusiveLock" : "AccessExclusiveLock"],
      ...[...new Set(reads)].map((relation) => [relation, "AccessShareLock"] as const),
    ],
    rewrites: !statement.concurrent,
    scans: !statement.skipData,
  };
};

/** REINDEX holds SHARE on the table and ACCESS EXCLUSIVE on each index, so readers stop too; CONCURRENTLY spares both. */
export const reindex: FactReader = (node, lookup) => {
  const statement = bodyOf(node, "ReindexStmt");
  if (!statement) return UNKNOWN;
  const concurrent = hasOption(statement.params, "concurrently");
  const named = lookup.name(statement.relation);
  if (statement.kind === "REINDEX_OBJECT_INDEX") {
    const table = lookup.tableOfIndex(named);
    const mode = concurrent ? "ShareUpdateExclusiveLock" : "ShareLock";
    // An index of a partitioned table is rebuilt on one partition after the other.
    const tables = table ? [relationName(table), ...lookup.descendants(relationName(table))] : [];
    return {
      locks: [...tables.map((one) => [one, mode] as const), [named, "AccessExclusiveLock"]],
      blocksReads: !concurrent,
      blocksWrites: !concurrent,
      scans: true,
      outsideTransaction: concurrent || table?.kind === "partitioned",
    };
  }
  if (statement.kind === "REINDEX_OBJECT_TABLE") return reindexTable(named, concurrent, lookup);
  return {
    scans: true,
    blocksReads: !concurrent,
    blocksWrites: !concurrent,
    outsideTransaction: true,
    unknown: true,
  };
};

function reindexTable(relation: string, concurrent: boolean, lookup: Lookup): StatementFacts {
  const table = lookup.table(relation);
  const partitioned = table?.kind === "partitioned";
  // From 14 on it goes through the partitions, each in a transaction of its own; leaves are locked SHARE at first.
  const leaves = partitioned && lookup.serverMajor >= 14 ? lookup.descendants(relation) : [];
  const hasIndexes = !lookup.complete || table === null || table.indexes.length > 0;
  return {
    locks: [
      [relation, concurrent ? "ShareUpdateExclusiveLock" : "ShareLock"],
      ...leaves.map((leaf) => [leaf, "ShareLock"] as const),
    ],
    blocksReads: !concurrent && hasIndexes && !(partitioned && lookup.serverMajor < 14),
    blocksWrites: !concurrent,
    scans: !(partitioned && lookup.serverMajor < 14),
    outsideTransaction: concurrent || (partitioned && lookup.serverMajor >= 14),
  };
}
