import type { Catalog } from "@/lib/catalog/model";
import type { Facts } from "@/lib/contracts/plan";
import { alterTable } from "./facts/alter-table";
import { comment, grant } from "./facts/attributes";
import {
  alterSequence,
  createFunction,
  createIndex,
  createSequence,
  createStatistics,
  createsOnly,
  createTable,
  createTableAs,
  createTrigger,
  createView,
  policyOrRule,
} from "./facts/create";
import { copy, insert, lockTable, merge, remove, select, truncate, update } from "./facts/data";
import { drop } from "./facts/drop";
import { knownFrom, type Lookup, lookupIn } from "./facts/lookup";
import { cluster, refresh, reindex, vacuumOrAnalyze } from "./facts/maintenance";
import {
  alone,
  alterDatabase,
  alterDomain,
  createSubscription,
  dependsOnExtension,
  doBlock,
  dropDatabase,
  explain,
  owned,
  publication,
  setSchema,
  touchesNothing,
} from "./facts/other";
import { rename } from "./facts/rename";
import { type FactReader, type StatementFacts, toFacts, UNKNOWN, union } from "./facts/statement-facts";
import { bodyOf, type Node, parseSql } from "./parse";

export interface FactContext {
  readonly serverMajor: number;
  /** Makes the facts sharper: foreign-key partners, partitions, proofs for NOT NULL. Without it they assume the worst. */
  readonly catalog?: Catalog;
  /** Whether `catalog` lists everything there is (the default), or only what is known so far. */
  readonly complete?: boolean;
  /** The session's time zone, where it is known. */
  readonly timeZone?: string | null;
}

/** Statements that lock no existing table. Extensions run scripts of their own; those seen lock none when made. */
const TOUCH_NOTHING = [
  ...["VariableSetStmt", "VariableShowStmt", "TransactionStmt", "ConstraintsSetStmt", "DiscardStmt"],
  ...[
    "CreateEnumStmt",
    "AlterEnumStmt",
    "CompositeTypeStmt",
    "CreateRangeStmt",
    "CreateDomainStmt",
    "DefineStmt",
  ],
  ...["CreateExtensionStmt", "CreateEventTrigStmt", "AlterEventTrigStmt", "CreateRoleStmt", "AlterRoleStmt"],
  ...["AlterRoleSetStmt", "DropRoleStmt", "GrantRoleStmt", "AlterDefaultPrivilegesStmt", "AlterFunctionStmt"],
  ...["AlterStatsStmt", "AlterOwnerStmt", "AlterDatabaseSetStmt", "CreateCastStmt", "CreateConversionStmt"],
  ...["CreateOpClassStmt", "CreateOpFamilyStmt", "AlterOpFamilyStmt", "AlterOperatorStmt", "AlterTypeStmt"],
  ...["CreateFdwStmt", "CreateForeignServerStmt", "CreateUserMappingStmt", "AlterFdwStmt", "CreatePLangStmt"],
  ...["AlterForeignServerStmt", "AlterUserMappingStmt", "DropUserMappingStmt", "CreateAmStmt", "NotifyStmt"],
  ...["ListenStmt", "UnlistenStmt", "CheckPointStmt", "LoadStmt", "DeallocateStmt", "ClosePortalStmt"],
  ...["AlterTSConfigurationStmt", "AlterTSDictionaryStmt", "AlterCollationStmt", "CreateTransformStmt"],
  ...["DropSubscriptionStmt", "AlterTableSpaceOptionsStmt"],
] as const;

/** One reader per kind of statement. A kind that is not here is unknown, never safe. */
const READERS: Readonly<Record<string, FactReader>> = {
  AlterTableStmt: alterTable,
  RenameStmt: rename,
  CreateStmt: createTable,
  IndexStmt: createIndex,
  CreateTrigStmt: createTrigger,
  CreateFunctionStmt: createFunction,
  CreateSeqStmt: createSequence,
  AlterSeqStmt: alterSequence,
  CreateStatsStmt: createStatistics,
  ViewStmt: createView,
  CreateSchemaStmt: createsOnly,
  DropStmt: drop,
  GrantStmt: grant,
  CommentStmt: comment,
  VacuumStmt: vacuumOrAnalyze,
  ClusterStmt: cluster,
  RefreshMatViewStmt: refresh,
  ReindexStmt: reindex,
  CreateTableAsStmt: createTableAs,
  CreateForeignTableStmt: (node, lookup) => {
    const relation = bodyOf(node, "CreateForeignTableStmt")?.base?.relation;
    return { makes: [lookup.name(relation)] };
  },
  CreatePolicyStmt: policyOrRule,
  AlterPolicyStmt: policyOrRule,
  RuleStmt: policyOrRule,
  AlterDomainStmt: alterDomain,
  CreatePublicationStmt: publication,
  AlterPublicationStmt: publication,
  CreateSubscriptionStmt: createSubscription,
  AlterObjectSchemaStmt: setSchema,
  AlterObjectDependsStmt: dependsOnExtension,
  DropOwnedStmt: owned,
  ReassignOwnedStmt: owned,
  CopyStmt: copy,
  MergeStmt: merge,
  CreatedbStmt: alone,
  DropdbStmt: dropDatabase,
  AlterSystemStmt: alone,
  CreateTableSpaceStmt: alone,
  DropTableSpaceStmt: alone,
  AlterDatabaseStmt: alterDatabase,
  ...Object.fromEntries(TOUCH_NOTHING.map((kind) => [kind, touchesNothing])),
  DoStmt: doBlock((node, lookup) => readNode(node, lookup)),
  ExplainStmt: explain((node, lookup) => readNode(node, lookup)),
  SelectStmt: select,
  InsertStmt: insert,
  UpdateStmt: update,
  DeleteStmt: remove,
  TruncateStmt: truncate,
  LockStmt: lockTable,
};

/**
 * What the statements of `sql` do while they run, taken together as one transaction: per relation the strongest lock.
 * SQL that does not parse is unknown. Locks on indexes are given where the statement names or drops the index itself.
 * Source of every fact: docs of PostgreSQL and observations on 12 to 18, see lib/sql/facts/testdata.
 */
export function factsOf(sql: string, context: FactContext): Facts {
  return factsOfParsed(parseSql(sql), context);
}

/** The same of SQL that was parsed already. */
export function factsOfParsed(parsed: ReturnType<typeof parseSql>, context: FactContext): Facts {
  if (!parsed.ok) return toFacts(UNKNOWN);
  const lookup = lookupOf(context);
  return toFacts(union(parsed.value.map(({ node }) => readNode(node, lookup))));
}

/** What one parsed statement does. */
export function readNode(node: Node, lookup: Lookup): StatementFacts {
  return READERS[Object.keys(node)[0] ?? ""]?.(node, lookup) ?? UNKNOWN;
}

export function lookupOf({ catalog, serverMajor, complete = true, timeZone = null }: FactContext): Lookup {
  return lookupIn(knownFrom(catalog ?? null), serverMajor, { complete, timeZone });
}
