import type { RemoveEnumValue } from "@/lib/contracts/operation";
import { quoteLiteral } from "@/lib/sql/identifiers";
import { findEnum } from "../find-table";
import type { OperationPlanner } from "../operation-plan";
import { refuse } from "../refuse";
import { planLabelChange } from "../retype/enum-labels";

export const planRemoveEnumValue: OperationPlanner<RemoveEnumValue> = (operation, context) => {
  const { value, replacement } = operation;
  const type = findEnum(context.catalog, operation.type);
  if (!type) return refuse("type", `there is no enum ${operation.type}`);
  return planLabelChange(
    {
      type,
      value,
      replacement,
      values: type.values.filter((label) => label !== value),
      adds: false,
      summary: `Remove ${quoteLiteral(value)} from the enum ${operation.type}`,
    },
    context,
  );
};
