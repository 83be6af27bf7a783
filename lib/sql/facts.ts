import type { Catalog } from "@/lib/catalog/model";
import type { Facts } from "@/lib/contracts/plan";
import { alterTable } from "./facts/alter-table";
import { analyze, comment, grant } from "./facts/attributes";
import {
  alterSequence,
  createFunction,
  createIndex,
  createSequence,
  createStatistics,
  createsOnly,
  createTable,
  createTrigger,
  createView,
} from "./facts/create";
import { insert, lockTable, remove, select, truncate, update } from "./facts/data";
import { drop } from "./facts/drop";
import { lookupIn } from "./facts/lookup";
import { rename } from "./facts/rename";
import { type FactReader, toFacts, UNKNOWN, union } from "./facts/statement-facts";
import { parseSql } from "./parse";

export interface FactContext {
  readonly serverMajor: number;
  /** Makes the facts sharper: foreign-key partners, partitions, proofs for NOT NULL. Without it they assume the worst. */
  readonly catalog?: Catalog;
}

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
  CreateEnumStmt: createsOnly,
  DropStmt: drop,
  GrantStmt: grant,
  CommentStmt: comment,
  VacuumStmt: analyze,
  SelectStmt: select,
  InsertStmt: insert,
  UpdateStmt: update,
  DeleteStmt: remove,
  TruncateStmt: truncate,
  LockStmt: lockTable,
  VariableSetStmt: () => ({}),
  VariableShowStmt: () => ({}),
  TransactionStmt: () => ({}),
};

/**
 * What the statements of `sql` do while they run, taken together as one transaction: per relation the strongest lock.
 * SQL that does not parse is unknown. Locks on indexes are given where the statement names or drops the index itself.
 * Source of every fact: docs of PostgreSQL and observations on 12 to 18, see lib/sql/facts/testdata.
 */
export function factsOf(sql: string, context: FactContext): Facts {
  const parsed = parseSql(sql);
  if (!parsed.ok) return toFacts(UNKNOWN);
  const lookup = lookupIn(context.catalog ?? null, context.serverMajor);
  return toFacts(union(parsed.value.map(({ node, kind }) => READERS[kind]?.(node, lookup) ?? UNKNOWN)));
}
