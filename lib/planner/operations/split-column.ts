import type { SplitColumn } from "@/lib/contracts/operation";
import { readSelectItems } from "@/lib/sql/select-list";
import type { OperationPlanner } from "../operation-plan";
import { ordinaryColumn, refuse } from "../refuse";
import { planReshape } from "../reshape/plan-reshape";

/** One column becomes several. */
export const planSplitColumn: OperationPlanner<SplitColumn> = (operation, context) => {
  const found = ordinaryColumn(context.catalog, operation);
  if (!found.ok) return found;
  const { table, column } = found.value;
  const nexts = readSelectItems(operation.into);
  if (!nexts.ok) return refuse("into", nexts.failure);
  const olds = [{ column, expression: operation.back }];
  return planReshape({ table, olds, nexts: nexts.value }, context, { field: "column", done: "split" });
};
