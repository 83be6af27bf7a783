import type { Operation, OperationKind } from "@/lib/contracts/operation";
import type { Result } from "@/lib/contracts/result";
import type { OperationPlan, OperationPlanner, PlanContext, Refusal } from "./operation-plan";
import { planAddCheck } from "./operations/add-check";
import { planAddColumn } from "./operations/add-column";
import { planAddExclusionConstraint } from "./operations/add-exclusion-constraint";
import { planAddForeignKey } from "./operations/add-foreign-key";
import { planAddGeneratedColumn } from "./operations/add-generated-column";
import { planAddPrimaryKey } from "./operations/add-primary-key";
import { planAddUnique } from "./operations/add-unique";
import { planAlterDefaultPrivileges } from "./operations/alter-default-privileges";
import { planAlterPolicy } from "./operations/alter-policy";
import { planAlterPublication } from "./operations/alter-publication";
import { planAttachPartition } from "./operations/attach-partition";
import { planChangeColumnType } from "./operations/change-column-type";
import { planComment } from "./operations/comment";
import { planCreateDomain, planDropDomain, planDropType, planRenameType } from "./operations/create-domain";
import { planAddEnumValue, planCreateEnum } from "./operations/create-enum";
import { planCreateExtension, planDropExtension } from "./operations/create-extension";
import { planCreateFunction, planDropFunction } from "./operations/create-function";
import { planCreateIndex } from "./operations/create-index";
import { planCreatePolicy, planDropPolicy } from "./operations/create-policy";
import { planCreatePublication, planDropPublication } from "./operations/create-publication";
import { planCreateSchema, planDropSchema } from "./operations/create-schema";
import { planCreateSequence, planDropSequence } from "./operations/create-sequence";
import { planCreateStatistics, planDropStatistics } from "./operations/create-statistics";
import { planCreateTable } from "./operations/create-table";
import { planCreateTrigger, planDropTrigger } from "./operations/create-trigger";
import { planCreateView } from "./operations/create-view";
import { planDeleteRows } from "./operations/delete-rows";
import { planDetachPartition } from "./operations/detach-partition";
import { planDropColumn } from "./operations/drop-column";
import { planDropConstraint } from "./operations/drop-constraint";
import { planDropExpression } from "./operations/drop-expression";
import { planDropIdentity } from "./operations/drop-identity";
import { planDropIndex } from "./operations/drop-index";
import { planDropNotNull } from "./operations/drop-not-null";
import { planDropTable } from "./operations/drop-table";
import { planDropView, planRefreshView } from "./operations/drop-view";
import { planGrant, planRevoke } from "./operations/grant";
import { planMergeColumns } from "./operations/merge-columns";
import { planMergeTables } from "./operations/merge-tables";
import { planMoveColumn } from "./operations/move-column";
import { planPartitionTable } from "./operations/partition-table";
import { planRawSql } from "./operations/raw-sql";
import { planRebuildIndex } from "./operations/rebuild-index";
import { planRemoveEnumValue } from "./operations/remove-enum-value";
import { planRenameColumn } from "./operations/rename-column";
import { planRenameConstraint } from "./operations/rename-constraint";
import { planRenameEnumValue } from "./operations/rename-enum-value";
import { planRenameIndex } from "./operations/rename-index";
import { planRenameTable, planSetSchema } from "./operations/rename-table";
import { planDropDefault, planSetDefault } from "./operations/set-default";
import { planSetGeneratedExpression } from "./operations/set-generated-expression";
import { planSetIdentity } from "./operations/set-identity";
import { planSetNotNull } from "./operations/set-not-null";
import { planSplitColumn } from "./operations/split-column";
import { planSplitTable } from "./operations/split-table";
import {
  planSetOptions,
  planSetReplicaIdentity,
  planSetRowSecurity,
  planSetStatistics,
  planSetStorage,
} from "./operations/table-settings";
import { planUpdateRows } from "./operations/update-rows";
import { planValidateConstraint } from "./operations/validate-constraint";

/** One planner per kind; does not compile while one is missing. */
const PLANNERS: {
  readonly [Kind in OperationKind]: OperationPlanner<Extract<Operation, { kind: Kind }>>;
} = {
  "rename-column": planRenameColumn,
  "add-column": planAddColumn,
  "drop-not-null": planDropNotNull,
  "set-not-null": planSetNotNull,
  "set-default": planSetDefault,
  "drop-default": planDropDefault,
  "set-identity": planSetIdentity,
  "drop-identity": planDropIdentity,
  "add-generated-column": planAddGeneratedColumn,
  "set-generated-expression": planSetGeneratedExpression,
  "drop-expression": planDropExpression,
  "add-check": planAddCheck,
  "add-foreign-key": planAddForeignKey,
  "add-unique": planAddUnique,
  "add-primary-key": planAddPrimaryKey,
  "add-exclusion-constraint": planAddExclusionConstraint,
  "rename-constraint": planRenameConstraint,
  "validate-constraint": planValidateConstraint,
  "rename-index": planRenameIndex,
  "drop-column": planDropColumn,
  "drop-constraint": planDropConstraint,
  "create-index": planCreateIndex,
  "drop-index": planDropIndex,
  "rebuild-index": planRebuildIndex,
  "change-column-type": planChangeColumnType,
  "raw-sql": planRawSql,
  "rename-table": planRenameTable,
  "create-table": planCreateTable,
  "drop-table": planDropTable,
  "attach-partition": planAttachPartition,
  "detach-partition": planDetachPartition,
  "partition-table": planPartitionTable,
  "create-enum": planCreateEnum,
  "add-enum-value": planAddEnumValue,
  "remove-enum-value": planRemoveEnumValue,
  "rename-enum-value": planRenameEnumValue,
  "create-view": planCreateView,
  "drop-view": planDropView,
  "refresh-view": planRefreshView,
  revoke: planRevoke,
  grant: planGrant,
  "alter-default-privileges": planAlterDefaultPrivileges,
  "set-schema": planSetSchema,
  "drop-statistics": planDropStatistics,
  "create-statistics": planCreateStatistics,
  "drop-policy": planDropPolicy,
  "alter-policy": planAlterPolicy,
  "create-policy": planCreatePolicy,
  "set-storage": planSetStorage,
  "set-statistics": planSetStatistics,
  "set-options": planSetOptions,
  "set-replica-identity": planSetReplicaIdentity,
  "set-row-security": planSetRowSecurity,
  "rename-type": planRenameType,
  "drop-type": planDropType,
  "drop-domain": planDropDomain,
  "create-domain": planCreateDomain,
  "drop-schema": planDropSchema,
  "create-schema": planCreateSchema,
  "drop-extension": planDropExtension,
  "create-extension": planCreateExtension,
  "drop-sequence": planDropSequence,
  "create-sequence": planCreateSequence,
  "drop-trigger": planDropTrigger,
  "create-trigger": planCreateTrigger,
  "drop-function": planDropFunction,
  "create-function": planCreateFunction,
  "drop-publication": planDropPublication,
  "alter-publication": planAlterPublication,
  "create-publication": planCreatePublication,
  comment: planComment,
  "split-column": planSplitColumn,
  "merge-columns": planMergeColumns,
  "move-column": planMoveColumn,
  "split-table": planSplitTable,
  "merge-tables": planMergeTables,
  "update-rows": planUpdateRows,
  "delete-rows": planDeleteRows,
};

/** What one operation adds to each phase, or why there is no safe route. */
export function planOperation(
  operation: Operation,
  context: PlanContext,
): Result<OperationPlan, readonly Refusal[]> {
  // Each is only ever given its own kind.
  return (PLANNERS[operation.kind] as OperationPlanner<Operation>)(operation, context);
}
