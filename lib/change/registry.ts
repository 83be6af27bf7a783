import type { Operation, OperationKind } from "@/lib/contracts/operation";
import type { OperationWords } from "./operation-words";
import { addCheckWords } from "./operations/add-check";
import { addColumnWords } from "./operations/add-column";
import { addExclusionConstraintWords } from "./operations/add-exclusion-constraint";
import { addForeignKeyWords } from "./operations/add-foreign-key";
import { addGeneratedColumnWords } from "./operations/add-generated-column";
import { addPrimaryKeyWords } from "./operations/add-primary-key";
import { addUniqueWords } from "./operations/add-unique";
import { alterDefaultPrivilegesWords } from "./operations/alter-default-privileges";
import { alterPolicyWords } from "./operations/alter-policy";
import { alterPublicationWords } from "./operations/alter-publication";
import { attachPartitionWords } from "./operations/attach-partition";
import { changeColumnTypeWords } from "./operations/change-column-type";
import { commentWords } from "./operations/comment";
import { createDomainWords, dropDomainWords } from "./operations/create-domain";
import { addEnumValueWords, createEnumWords } from "./operations/create-enum";
import { createExtensionWords, dropExtensionWords } from "./operations/create-extension";
import { createFunctionWords, dropFunctionWords } from "./operations/create-function";
import { createIndexWords } from "./operations/create-index";
import { createPolicyWords, dropPolicyWords } from "./operations/create-policy";
import { createPublicationWords, dropPublicationWords } from "./operations/create-publication";
import { createSchemaWords, dropSchemaWords } from "./operations/create-schema";
import { createSequenceWords, dropSequenceWords } from "./operations/create-sequence";
import { createStatisticsWords, dropStatisticsWords } from "./operations/create-statistics";
import { createTableWords } from "./operations/create-table";
import { createTriggerWords, dropTriggerWords } from "./operations/create-trigger";
import { createViewWords } from "./operations/create-view";
import { deleteRowsWords } from "./operations/delete-rows";
import { detachPartitionWords } from "./operations/detach-partition";
import { dropColumnWords } from "./operations/drop-column";
import { dropConstraintWords } from "./operations/drop-constraint";
import { dropDefaultWords } from "./operations/drop-default";
import { dropExpressionWords } from "./operations/drop-expression";
import { dropIdentityWords } from "./operations/drop-identity";
import { dropIndexWords } from "./operations/drop-index";
import { dropNotNullWords } from "./operations/drop-not-null";
import { dropTableWords } from "./operations/drop-table";
import { dropTypeWords, renameTypeWords } from "./operations/drop-type";
import { dropViewWords, refreshViewWords } from "./operations/drop-view";
import { grantWords, revokeWords } from "./operations/grant";
import { mergeColumnsWords } from "./operations/merge-columns";
import { mergeTablesWords } from "./operations/merge-tables";
import { moveColumnWords } from "./operations/move-column";
import { partitionTableWords } from "./operations/partition-table";
import { rawSqlWords } from "./operations/raw-sql";
import { rebuildIndexWords } from "./operations/rebuild-index";
import { removeEnumValueWords } from "./operations/remove-enum-value";
import { renameColumnWords } from "./operations/rename-column";
import { renameConstraintWords } from "./operations/rename-constraint";
import { renameEnumValueWords } from "./operations/rename-enum-value";
import { renameIndexWords } from "./operations/rename-index";
import { renameTableWords } from "./operations/rename-table";
import { setDefaultWords } from "./operations/set-default";
import { setGeneratedExpressionWords } from "./operations/set-generated-expression";
import { setIdentityWords } from "./operations/set-identity";
import { setNotNullWords } from "./operations/set-not-null";
import { setSchemaWords } from "./operations/set-schema";
import { splitColumnWords } from "./operations/split-column";
import { splitTableWords } from "./operations/split-table";
import {
  setOptionsWords,
  setReplicaIdentityWords,
  setRowSecurityWords,
  setStatisticsWords,
  setStorageWords,
} from "./operations/table-settings";
import { updateRowsWords } from "./operations/update-rows";
import { validateConstraintWords } from "./operations/validate-constraint";

/**
 * Every kind of operation; does not compile while one is missing. Sentences are tried in this order: adding a column,
 * whose type may be any words, last.
 */
export const OPERATION_WORDS: {
  readonly [Kind in OperationKind]: OperationWords<Extract<Operation, { kind: Kind }>>;
} = {
  "rename-table": renameTableWords,
  "rename-constraint": renameConstraintWords,
  "validate-constraint": validateConstraintWords,
  "rename-index": renameIndexWords,
  "rename-column": renameColumnWords,
  "drop-not-null": dropNotNullWords,
  "set-default": setDefaultWords,
  "drop-default": dropDefaultWords,
  "set-identity": setIdentityWords,
  "drop-identity": dropIdentityWords,
  "add-generated-column": addGeneratedColumnWords,
  "set-generated-expression": setGeneratedExpressionWords,
  "drop-expression": dropExpressionWords,
  "set-not-null": setNotNullWords,
  "add-check": addCheckWords,
  "add-foreign-key": addForeignKeyWords,
  "add-primary-key": addPrimaryKeyWords,
  "add-exclusion-constraint": addExclusionConstraintWords,
  "add-unique": addUniqueWords,
  "create-index": createIndexWords,
  "drop-index": dropIndexWords,
  "rebuild-index": rebuildIndexWords,
  "change-column-type": changeColumnTypeWords,
  "drop-column": dropColumnWords,
  "drop-constraint": dropConstraintWords,
  "create-table": createTableWords,
  "drop-table": dropTableWords,
  "attach-partition": attachPartitionWords,
  "detach-partition": detachPartitionWords,
  "partition-table": partitionTableWords,
  "create-enum": createEnumWords,
  "add-enum-value": addEnumValueWords,
  "remove-enum-value": removeEnumValueWords,
  "rename-enum-value": renameEnumValueWords,
  "create-view": createViewWords,
  "drop-view": dropViewWords,
  "refresh-view": refreshViewWords,
  revoke: revokeWords,
  grant: grantWords,
  "alter-default-privileges": alterDefaultPrivilegesWords,
  "set-schema": setSchemaWords,
  "drop-statistics": dropStatisticsWords,
  "create-statistics": createStatisticsWords,
  "drop-policy": dropPolicyWords,
  "alter-policy": alterPolicyWords,
  "create-policy": createPolicyWords,
  "set-storage": setStorageWords,
  "set-statistics": setStatisticsWords,
  "set-options": setOptionsWords,
  "set-replica-identity": setReplicaIdentityWords,
  "set-row-security": setRowSecurityWords,
  "rename-type": renameTypeWords,
  "drop-type": dropTypeWords,
  "drop-domain": dropDomainWords,
  "create-domain": createDomainWords,
  "drop-schema": dropSchemaWords,
  "create-schema": createSchemaWords,
  "drop-extension": dropExtensionWords,
  "create-extension": createExtensionWords,
  "drop-sequence": dropSequenceWords,
  "create-sequence": createSequenceWords,
  "drop-trigger": dropTriggerWords,
  "create-trigger": createTriggerWords,
  "drop-function": dropFunctionWords,
  "create-function": createFunctionWords,
  "drop-publication": dropPublicationWords,
  "alter-publication": alterPublicationWords,
  "create-publication": createPublicationWords,
  comment: commentWords,
  "split-column": splitColumnWords,
  "merge-columns": mergeColumnsWords,
  "move-column": moveColumnWords,
  "split-table": splitTableWords,
  "merge-tables": mergeTablesWords,
  "update-rows": updateRowsWords,
  "delete-rows": deleteRowsWords,
  "add-column": addColumnWords,
  "raw-sql": rawSqlWords,
};

/** All of them, for code that does not care which: each is only ever given its own kind. */
export const ALL_OPERATION_WORDS = Object.values(OPERATION_WORDS) as unknown as readonly OperationWords[];

export function wordsOf(operation: Operation): OperationWords {
  return OPERATION_WORDS[operation.kind] as unknown as OperationWords;
}

/** One line for people: `Rename public.people.full_name to name`. */
export function describeOperation(operation: Operation): string {
  return wordsOf(operation).describe(operation);
}
