import { addCheckCases } from "./add-check";
import { addColumnCases } from "./add-column";
import { addEnumValueCases } from "./add-enum-value";
import { addExclusionConstraintCases } from "./add-exclusion-constraint";
import { addForeignKeyCases } from "./add-foreign-key";
import { addGeneratedColumnCases } from "./add-generated-column";
import { addPrimaryKeyCases } from "./add-primary-key";
import { addUniqueCases } from "./add-unique";
import { alterDefaultPrivilegesCases } from "./alter-default-privileges";
import { attachPartitionCases } from "./attach-partition";
import { changeColumnTypeCases } from "./change-column-type";
import { commentCases } from "./comment";
import { createEnumCases } from "./create-enum";
import { createFunctionCases, dropFunctionCases } from "./create-function";
import { createIndexCases } from "./create-index";
import { createTableCases } from "./create-table";
import { createTriggerCases, dropTriggerCases } from "./create-trigger";
import { createViewCases, droppedAndCreatedCases, dropViewCases, refreshViewCases } from "./create-view";
import { deleteRowsCases } from "./delete-rows";
import { detachPartitionCases } from "./detach-partition";
import { dropColumnCases } from "./drop-column";
import { dropConstraintCases } from "./drop-constraint";
import { dropDefaultCases } from "./drop-default";
import { dropExpressionCases } from "./drop-expression";
import { dropIdentityCases } from "./drop-identity";
import { dropIndexCases } from "./drop-index";
import { dropNotNullCases } from "./drop-not-null";
import { dropTableCases } from "./drop-table";
import { grantCases, revokeCases } from "./grant";
import { mergeColumnsCases } from "./merge-columns";
import { mergeTablesCases } from "./merge-tables";
import { moveColumnCases } from "./move-column";
import {
  createDomainCases,
  createExtensionCases,
  createSchemaCases,
  createSequenceCases,
  dropDomainCases,
  dropExtensionCases,
  dropSchemaCases,
  dropSequenceCases,
  dropTypeCases,
  renameTypeCases,
} from "./objects";
import type { OperationCase } from "./operation-case";
import { partitionBoundCases } from "./partition-bounds";
import { partitionTableCases } from "./partition-table";
import {
  alterPolicyCases,
  createPolicyCases,
  createStatisticsCases,
  dropPolicyCases,
  dropStatisticsCases,
} from "./policies";
import { alterPublicationCases, createPublicationCases, dropPublicationCases } from "./publications";
import { rawSqlCases } from "./raw-sql";
import { rebuildIndexCases } from "./rebuild-index";
import { removeEnumValueCases } from "./remove-enum-value";
import { renameColumnCases } from "./rename-column";
import { renameConstraintCases } from "./rename-constraint";
import { renameEnumValueCases } from "./rename-enum-value";
import { renameIndexCases } from "./rename-index";
import { renameTableCases } from "./rename-table";
import { setDefaultCases } from "./set-default";
import { setGeneratedExpressionCases } from "./set-generated-expression";
import { setIdentityCases } from "./set-identity";
import { setNotNullCases } from "./set-not-null";
import { setSchemaCases } from "./set-schema";
import { splitColumnCases } from "./split-column";
import { splitTableCases } from "./split-table";
import {
  setOptionsCases,
  setReplicaIdentityCases,
  setRowSecurityCases,
  setStatisticsCases,
  setStorageCases,
} from "./table-settings";
import { updateRowsCases } from "./update-rows";
import { validateConstraintCases } from "./validate-constraint";

/** Every operation with its variants; the tests of planner and executor run each of them. */
export const OPERATION_CASES: readonly OperationCase[] = [
  ...renameColumnCases,
  ...addColumnCases,
  ...changeColumnTypeCases,
  ...dropColumnCases,
  ...dropNotNullCases,
  ...setNotNullCases,
  ...setDefaultCases,
  ...dropDefaultCases,
  ...setIdentityCases,
  ...dropIdentityCases,
  ...addGeneratedColumnCases,
  ...setGeneratedExpressionCases,
  ...dropExpressionCases,
  ...addCheckCases,
  ...addForeignKeyCases,
  ...addUniqueCases,
  ...addPrimaryKeyCases,
  ...addExclusionConstraintCases,
  ...renameConstraintCases,
  ...validateConstraintCases,
  ...renameIndexCases,
  ...createIndexCases,
  ...dropIndexCases,
  ...rebuildIndexCases,
  ...dropConstraintCases,
  ...renameTableCases,
  ...createTableCases,
  ...dropTableCases,
  ...attachPartitionCases,
  ...detachPartitionCases,
  ...partitionTableCases,
  ...partitionBoundCases,
  ...createEnumCases,
  ...addEnumValueCases,
  ...renameEnumValueCases,
  ...removeEnumValueCases,
  ...createViewCases,
  ...droppedAndCreatedCases,
  ...dropViewCases,
  ...refreshViewCases,
  ...revokeCases,
  ...grantCases,
  ...alterDefaultPrivilegesCases,
  ...setSchemaCases,
  ...dropStatisticsCases,
  ...createStatisticsCases,
  ...dropPolicyCases,
  ...alterPolicyCases,
  ...createPolicyCases,
  ...setStorageCases,
  ...setStatisticsCases,
  ...setOptionsCases,
  ...setReplicaIdentityCases,
  ...setRowSecurityCases,
  ...renameTypeCases,
  ...dropTypeCases,
  ...dropDomainCases,
  ...createDomainCases,
  ...dropSchemaCases,
  ...createSchemaCases,
  ...dropExtensionCases,
  ...createExtensionCases,
  ...dropSequenceCases,
  ...createSequenceCases,
  ...dropTriggerCases,
  ...createTriggerCases,
  ...dropFunctionCases,
  ...createFunctionCases,
  ...dropPublicationCases,
  ...alterPublicationCases,
  ...createPublicationCases,
  ...rawSqlCases,
  ...commentCases,
  ...splitColumnCases,
  ...mergeColumnsCases,
  ...moveColumnCases,
  ...splitTableCases,
  ...mergeTablesCases,
  ...updateRowsCases,
  ...deleteRowsCases,
];
