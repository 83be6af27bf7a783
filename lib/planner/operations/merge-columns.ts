import type { MergeColumns } from "@/lib/contracts/operation";
import { readAssignments } from "@/lib/sql/assignments";
import { readSelectItems } from "@/lib/sql/select-list";
import { findColumn } from "../find-table";
import type { OperationPlanner } from "../operation-plan";
import { ordinaryTable, refuse } from "../refuse";
import { planReshape } from "../reshape/plan-reshape";

/** Several columns become one. */
export const planMergeColumns: OperationPlanner<MergeColumns> = (operation, context) => {
  const found = ordinaryTable(context.catalog, operation.table);
  if (!found.ok) return found;
  const { table } = found.value;
  const [nexts, back] = [readSelectItems(operation.into), readAssignments(operation.back)];
  if (!nexts.ok) return refuse("into", nexts.failure);
  if (!back.ok) return refuse("back", back.failure);
  const olds = operation.columns.flatMap((name) => {
    const column = findColumn(table, name);
    const way = back.value.find((one) => one.column === name);
    return column && way ? { column, expression: way.expression } : [];
  });
  return planReshape({ table, olds, nexts: nexts.value }, context, { field: "columns", done: "merged" });
};
