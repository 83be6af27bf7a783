import type { RuleId } from "@/lib/contracts/review";
import { bodyOf, type Statement } from "../sql/parse";
import type { Rule, Sign } from "./rule";
import { addCheckWithoutNotValid } from "./rules/add-check-without-not-valid";
import { addColumnAutoIncrement } from "./rules/add-column-auto-increment";
import { addColumnConstrainedDomain } from "./rules/add-column-constrained-domain";
import { addColumnNotNullWithoutDefault } from "./rules/add-column-not-null-without-default";
import { addColumnStoredGenerated } from "./rules/add-column-stored-generated";
import { addColumnVolatileDefault } from "./rules/add-column-volatile-default";
import { addDomainConstraint } from "./rules/add-domain-constraint";
import { addExclusionConstraint } from "./rules/add-exclusion-constraint";
import { addForeignKeyWithoutNotValid } from "./rules/add-foreign-key-without-not-valid";
import { addPrimaryKeyWithoutIndex } from "./rules/add-primary-key-without-index";
import { addUniqueWithoutIndex } from "./rules/add-unique-without-index";
import { attachPartitionWithoutCheck } from "./rules/attach-partition-without-check";
import { avoidChar } from "./rules/avoid-char";
import { changeColumnDefault } from "./rules/change-column-default";
import { changeColumnType } from "./rules/change-column-type";
import { changePrivileges } from "./rules/change-privileges";
import { changeReplicaIdentity } from "./rules/change-replica-identity";
import { changeRowLevelSecurity } from "./rules/change-row-level-security";
import { changeSchema } from "./rules/change-schema";
import { combineAlterTable } from "./rules/combine-alter-table";
import { concurrentIndexIfNotExists } from "./rules/concurrent-index-if-not-exists";
import { concurrentlyInTransaction } from "./rules/concurrently-in-transaction";
import { concurrentlyOnPartitionedTable } from "./rules/concurrently-on-partitioned-table";
import { createDomainWithConstraint } from "./rules/create-domain-with-constraint";
import { createEnum } from "./rules/create-enum";
import { createIndexWithoutConcurrently } from "./rules/create-index-without-concurrently";
import { createTableMultipleForeignKeys } from "./rules/create-table-multiple-foreign-keys";
import { dataChangeWithDdl } from "./rules/data-change-with-ddl";
import { detachPartitionWithoutConcurrently } from "./rules/detach-partition-without-concurrently";
import { disableTrigger } from "./rules/disable-trigger";
import { dropCascade } from "./rules/drop-cascade";
import { dropColumn } from "./rules/drop-column";
import { dropDatabase } from "./rules/drop-database";
import { dropExtension } from "./rules/drop-extension";
import { dropForeignKey } from "./rules/drop-foreign-key";
import { dropFunction } from "./rules/drop-function";
import { dropIndexWithoutConcurrently } from "./rules/drop-index-without-concurrently";
import { dropNotNull } from "./rules/drop-not-null";
import { dropPrimaryKey } from "./rules/drop-primary-key";
import { dropSchema } from "./rules/drop-schema";
import { dropSequence } from "./rules/drop-sequence";
import { dropTable } from "./rules/drop-table";
import { dropType } from "./rules/drop-type";
import { dropView } from "./rules/drop-view";
import { duplicateColumnName } from "./rules/duplicate-column-name";
import { enumValueUsedInTransaction } from "./rules/enum-value-used-in-transaction";
import { enumValueWithoutPosition } from "./rules/enum-value-without-position";
import { foreignKeyWithoutIndex } from "./rules/foreign-key-without-index";
import { identifierTooLong } from "./rules/identifier-too-long";
import { ignoreWithoutEffect } from "./rules/ignore-without-effect";
import { lockTable } from "./rules/lock-table";
import { lockTimeoutBeforeConcurrently } from "./rules/lock-timeout-before-concurrently";
import { missingLockTimeout } from "./rules/missing-lock-timeout";
import { missingStatementTimeout } from "./rules/missing-statement-timeout";
import { multipleTablesLockedInTransaction } from "./rules/multiple-tables-locked-in-transaction";
import { nestedTransaction } from "./rules/nested-transaction";
import { nonIdempotentStatement } from "./rules/non-idempotent-statement";
import { nonTransactionalStatementInTransaction } from "./rules/non-transactional-statement-in-transaction";
import { notLookedInto } from "./rules/not-looked-into";
import { onDeleteCascade } from "./rules/on-delete-cascade";
import { preferBigint } from "./rules/prefer-bigint";
import { preferIdentity } from "./rules/prefer-identity";
import { preferJsonb } from "./rules/prefer-jsonb";
import { preferText } from "./rules/prefer-text";
import { preferTimestamptz } from "./rules/prefer-timestamptz";
import { primaryKeyOnNullableColumn } from "./rules/primary-key-on-nullable-column";
import { refreshMaterializedViewWithoutConcurrently } from "./rules/refresh-materialized-view-without-concurrently";
import { reindexWithoutConcurrently } from "./rules/reindex-without-concurrently";
import { renameColumn } from "./rules/rename-column";
import { renameEnumValue } from "./rules/rename-enum-value";
import { renameSchema } from "./rules/rename-schema";
import { renameTable } from "./rules/rename-table";
import { setAccessMethod } from "./rules/set-access-method";
import { setGeneratedExpression } from "./rules/set-generated-expression";
import { setLoggedOrUnlogged } from "./rules/set-logged-or-unlogged";
import { setNotNull } from "./rules/set-not-null";
import { setTablespace } from "./rules/set-tablespace";
import { statementAfterAccessExclusiveLock } from "./rules/statement-after-access-exclusive-lock";
import { tableWithoutPrimaryKey } from "./rules/table-without-primary-key";
import { truncateCascade } from "./rules/truncate-cascade";
import { truncateTable } from "./rules/truncate-table";
import { unclosedTransaction } from "./rules/unclosed-transaction";
import { unqualifiedName } from "./rules/unqualified-name";
import { unsupportedInVersion } from "./rules/unsupported-in-version";
import { updateDeleteWithoutWhere } from "./rules/update-delete-without-where";
import { updateExtension } from "./rules/update-extension";
import { vacuumFullOrCluster } from "./rules/vacuum-full-or-cluster";
import { validateConstraintSameTransaction } from "./rules/validate-constraint-same-transaction";
import { wideIndex } from "./rules/wide-index";

/** Every rule; the type lets none be forgotten. */
export const RULES: Readonly<Record<RuleId, Rule>> = {
  "add-column-volatile-default": addColumnVolatileDefault,
  "add-column-stored-generated": addColumnStoredGenerated,
  "add-column-auto-increment": addColumnAutoIncrement,
  "add-column-constrained-domain": addColumnConstrainedDomain,
  "add-column-not-null-without-default": addColumnNotNullWithoutDefault,
  "set-not-null": setNotNull,
  "add-check-without-not-valid": addCheckWithoutNotValid,
  "add-foreign-key-without-not-valid": addForeignKeyWithoutNotValid,
  "validate-constraint-same-transaction": validateConstraintSameTransaction,
  "add-unique-without-index": addUniqueWithoutIndex,
  "add-primary-key-without-index": addPrimaryKeyWithoutIndex,
  "primary-key-on-nullable-column": primaryKeyOnNullableColumn,
  "add-exclusion-constraint": addExclusionConstraint,
  "change-column-type": changeColumnType,
  "set-generated-expression": setGeneratedExpression,
  "create-index-without-concurrently": createIndexWithoutConcurrently,
  "drop-index-without-concurrently": dropIndexWithoutConcurrently,
  "reindex-without-concurrently": reindexWithoutConcurrently,
  "detach-partition-without-concurrently": detachPartitionWithoutConcurrently,
  "attach-partition-without-check": attachPartitionWithoutCheck,
  "vacuum-full-or-cluster": vacuumFullOrCluster,
  "refresh-materialized-view-without-concurrently": refreshMaterializedViewWithoutConcurrently,
  "set-tablespace": setTablespace,
  "set-logged-or-unlogged": setLoggedOrUnlogged,
  "set-access-method": setAccessMethod,
  "truncate-table": truncateTable,
  "lock-table": lockTable,
  "add-domain-constraint": addDomainConstraint,
  "concurrently-in-transaction": concurrentlyInTransaction,
  "non-transactional-statement-in-transaction": nonTransactionalStatementInTransaction,
  "concurrently-on-partitioned-table": concurrentlyOnPartitionedTable,
  "enum-value-used-in-transaction": enumValueUsedInTransaction,
  "unclosed-transaction": unclosedTransaction,
  "nested-transaction": nestedTransaction,
  "data-change-with-ddl": dataChangeWithDdl,
  "statement-after-access-exclusive-lock": statementAfterAccessExclusiveLock,
  "multiple-tables-locked-in-transaction": multipleTablesLockedInTransaction,
  "missing-lock-timeout": missingLockTimeout,
  "missing-statement-timeout": missingStatementTimeout,
  "lock-timeout-before-concurrently": lockTimeoutBeforeConcurrently,
  "concurrent-index-if-not-exists": concurrentIndexIfNotExists,
  "drop-table": dropTable,
  "drop-column": dropColumn,
  "drop-schema": dropSchema,
  "drop-database": dropDatabase,
  "drop-cascade": dropCascade,
  "truncate-cascade": truncateCascade,
  "rename-table": renameTable,
  "rename-column": renameColumn,
  "rename-schema": renameSchema,
  "rename-enum-value": renameEnumValue,
  "change-schema": changeSchema,
  "drop-not-null": dropNotNull,
  "change-column-default": changeColumnDefault,
  "drop-view": dropView,
  "drop-type": dropType,
  "drop-function": dropFunction,
  "drop-sequence": dropSequence,
  "drop-extension": dropExtension,
  "drop-foreign-key": dropForeignKey,
  "drop-primary-key": dropPrimaryKey,
  "change-replica-identity": changeReplicaIdentity,
  "change-row-level-security": changeRowLevelSecurity,
  "change-privileges": changePrivileges,
  "update-extension": updateExtension,
  "disable-trigger": disableTrigger,
  "on-delete-cascade": onDeleteCascade,
  "update-delete-without-where": updateDeleteWithoutWhere,
  "prefer-bigint": preferBigint,
  "prefer-text": preferText,
  "avoid-char": avoidChar,
  "prefer-timestamptz": preferTimestamptz,
  "prefer-identity": preferIdentity,
  "prefer-jsonb": preferJsonb,
  "identifier-too-long": identifierTooLong,
  "unqualified-name": unqualifiedName,
  "create-enum": createEnum,
  "enum-value-without-position": enumValueWithoutPosition,
  "create-domain-with-constraint": createDomainWithConstraint,
  "foreign-key-without-index": foreignKeyWithoutIndex,
  "wide-index": wideIndex,
  "table-without-primary-key": tableWithoutPrimaryKey,
  "duplicate-column-name": duplicateColumnName,
  "non-idempotent-statement": nonIdempotentStatement,
  "combine-alter-table": combineAlterTable,
  "create-table-multiple-foreign-keys": createTableMultipleForeignKeys,
  "unsupported-in-version": unsupportedInVersion,
  "not-looked-into": notLookedInto,
  "ignore-without-effect": ignoreWithoutEffect,
};

/** Combinations of subcommands are without number. */
const MOST_KEPT = 1000;
const byStatement = new Map<string, readonly RuleId[]>();

/** The rules that may have something to say of the statement, in the order of `RULES`. */
export function rulesFor({ node, kind }: Pick<Statement, "node" | "kind">): readonly RuleId[] {
  const cmds = bodyOf(node, "AlterTableStmt")?.cmds ?? [];
  const signs = [kind, ...new Set(cmds.map((cmd) => bodyOf(cmd, "AlterTableCmd")?.subtype ?? ""))];
  const key = signs.join(" ");
  const known = byStatement.get(key);
  if (known) return known;
  const rules = (Object.keys(RULES) as RuleId[]).filter((id) => speaksOf(RULES[id], signs));
  if (byStatement.size < MOST_KEPT) byStatement.set(key, rules);
  return rules;
}

const speaksOf = ({ on }: Rule, signs: readonly string[]): boolean =>
  on === undefined || on.some((sign: Sign) => signs.includes(sign));
