import type { OperationKind } from "@/lib/contracts/operation";
import type { OperationFields } from "./form-fields";
import { addCheckForm } from "./forms/add-check";
import { addColumnForm } from "./forms/add-column";
import { addEnumValueForm } from "./forms/add-enum-value";
import { addExclusionConstraintForm } from "./forms/add-exclusion-constraint";
import { addForeignKeyForm } from "./forms/add-foreign-key";
import { addGeneratedColumnForm } from "./forms/add-generated-column";
import { addPrimaryKeyForm } from "./forms/add-primary-key";
import { addUniqueForm } from "./forms/add-unique";
import { alterDefaultPrivilegesForm } from "./forms/alter-default-privileges";
import { alterPolicyForm } from "./forms/alter-policy";
import { alterPublicationForm } from "./forms/alter-publication";
import { attachPartitionForm } from "./forms/attach-partition";
import { changeColumnTypeForm } from "./forms/change-column-type";
import { commentForm } from "./forms/comment";
import { createDomainForm } from "./forms/create-domain";
import { createEnumForm } from "./forms/create-enum";
import { createExtensionForm } from "./forms/create-extension";
import { createFunctionForm } from "./forms/create-function";
import { createIndexForm } from "./forms/create-index";
import { createPolicyForm } from "./forms/create-policy";
import { createPublicationForm } from "./forms/create-publication";
import { createSchemaForm } from "./forms/create-schema";
import { createSequenceForm } from "./forms/create-sequence";
import { createStatisticsForm } from "./forms/create-statistics";
import { createTableForm } from "./forms/create-table";
import { createTriggerForm } from "./forms/create-trigger";
import { createViewForm } from "./forms/create-view";
import { deleteRowsForm } from "./forms/delete-rows";
import { detachPartitionForm } from "./forms/detach-partition";
import { dropColumnForm } from "./forms/drop-column";
import { dropConstraintForm } from "./forms/drop-constraint";
import { dropDefaultForm } from "./forms/drop-default";
import { dropDomainForm } from "./forms/drop-domain";
import { dropExpressionForm } from "./forms/drop-expression";
import { dropExtensionForm } from "./forms/drop-extension";
import { dropFunctionForm } from "./forms/drop-function";
import { dropIdentityForm } from "./forms/drop-identity";
import { dropIndexForm } from "./forms/drop-index";
import { dropNotNullForm } from "./forms/drop-not-null";
import { dropPolicyForm } from "./forms/drop-policy";
import { dropPublicationForm } from "./forms/drop-publication";
import { dropSchemaForm } from "./forms/drop-schema";
import { dropSequenceForm } from "./forms/drop-sequence";
import { dropStatisticsForm } from "./forms/drop-statistics";
import { dropTableForm } from "./forms/drop-table";
import { dropTriggerForm } from "./forms/drop-trigger";
import { dropTypeForm } from "./forms/drop-type";
import { dropViewForm } from "./forms/drop-view";
import { grantForm } from "./forms/grant";
import { mergeColumnsForm } from "./forms/merge-columns";
import { mergeTablesForm } from "./forms/merge-tables";
import { moveColumnForm } from "./forms/move-column";
import { partitionTableForm } from "./forms/partition-table";
import { rawSqlForm } from "./forms/raw-sql";
import { rebuildIndexForm } from "./forms/rebuild-index";
import { refreshViewForm } from "./forms/refresh-view";
import { removeEnumValueForm } from "./forms/remove-enum-value";
import { renameColumnForm } from "./forms/rename-column";
import { renameConstraintForm } from "./forms/rename-constraint";
import { renameEnumValueForm } from "./forms/rename-enum-value";
import { renameIndexForm } from "./forms/rename-index";
import { renameTableForm } from "./forms/rename-table";
import { renameTypeForm } from "./forms/rename-type";
import { revokeForm } from "./forms/revoke";
import { setDefaultForm } from "./forms/set-default";
import { setGeneratedExpressionForm } from "./forms/set-generated-expression";
import { setIdentityForm } from "./forms/set-identity";
import { setNotNullForm } from "./forms/set-not-null";
import { setOptionsForm } from "./forms/set-options";
import { setReplicaIdentityForm } from "./forms/set-replica-identity";
import { setRowSecurityForm } from "./forms/set-row-security";
import { setSchemaForm } from "./forms/set-schema";
import { setStatisticsForm } from "./forms/set-statistics";
import { setStorageForm } from "./forms/set-storage";
import { splitColumnForm } from "./forms/split-column";
import { splitTableForm } from "./forms/split-table";
import { updateRowsForm } from "./forms/update-rows";
import { validateConstraintForm } from "./forms/validate-constraint";

/** The guided form of every operation; does not compile while one is missing. In the order they are offered. */
export const OPERATION_FORMS: Readonly<Record<OperationKind, OperationFields>> = {
  "rename-column": renameColumnForm,
  "add-column": addColumnForm,
  "drop-column": dropColumnForm,
  "change-column-type": changeColumnTypeForm,
  "set-not-null": setNotNullForm,
  "drop-not-null": dropNotNullForm,
  "set-default": setDefaultForm,
  "drop-default": dropDefaultForm,
  "set-identity": setIdentityForm,
  "drop-identity": dropIdentityForm,
  "add-generated-column": addGeneratedColumnForm,
  "set-generated-expression": setGeneratedExpressionForm,
  "drop-expression": dropExpressionForm,
  "add-check": addCheckForm,
  "add-foreign-key": addForeignKeyForm,
  "add-unique": addUniqueForm,
  "add-primary-key": addPrimaryKeyForm,
  "add-exclusion-constraint": addExclusionConstraintForm,
  "rename-constraint": renameConstraintForm,
  "validate-constraint": validateConstraintForm,
  "rename-index": renameIndexForm,
  "drop-constraint": dropConstraintForm,
  "create-index": createIndexForm,
  "drop-index": dropIndexForm,
  "rebuild-index": rebuildIndexForm,
  "create-table": createTableForm,
  "rename-table": renameTableForm,
  "drop-table": dropTableForm,
  "attach-partition": attachPartitionForm,
  "detach-partition": detachPartitionForm,
  "partition-table": partitionTableForm,
  "create-enum": createEnumForm,
  "add-enum-value": addEnumValueForm,
  "rename-enum-value": renameEnumValueForm,
  "remove-enum-value": removeEnumValueForm,
  "split-column": splitColumnForm,
  "merge-columns": mergeColumnsForm,
  "move-column": moveColumnForm,
  "split-table": splitTableForm,
  "merge-tables": mergeTablesForm,
  "update-rows": updateRowsForm,
  "delete-rows": deleteRowsForm,
  "create-function": createFunctionForm,
  "drop-function": dropFunctionForm,
  "create-trigger": createTriggerForm,
  "drop-trigger": dropTriggerForm,
  "create-sequence": createSequenceForm,
  "drop-sequence": dropSequenceForm,
  "create-extension": createExtensionForm,
  "drop-extension": dropExtensionForm,
  "create-schema": createSchemaForm,
  "drop-schema": dropSchemaForm,
  "create-domain": createDomainForm,
  "drop-domain": dropDomainForm,
  "drop-type": dropTypeForm,
  "rename-type": renameTypeForm,
  "set-row-security": setRowSecurityForm,
  "set-replica-identity": setReplicaIdentityForm,
  "set-options": setOptionsForm,
  "set-statistics": setStatisticsForm,
  "set-storage": setStorageForm,
  "create-policy": createPolicyForm,
  "alter-policy": alterPolicyForm,
  "drop-policy": dropPolicyForm,
  "create-statistics": createStatisticsForm,
  "drop-statistics": dropStatisticsForm,
  "create-publication": createPublicationForm,
  "alter-publication": alterPublicationForm,
  "drop-publication": dropPublicationForm,
  "set-schema": setSchemaForm,
  grant: grantForm,
  "alter-default-privileges": alterDefaultPrivilegesForm,
  revoke: revokeForm,
  "create-view": createViewForm,
  "drop-view": dropViewForm,
  "refresh-view": refreshViewForm,
  "raw-sql": rawSqlForm,
  comment: commentForm,
};
