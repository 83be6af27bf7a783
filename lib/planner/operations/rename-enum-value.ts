import type { RenameEnumValue } from "@/lib/contracts/operation";
import { quoteLiteral } from "@/lib/sql/identifiers";
import { findEnum } from "../find-table";
import type { OperationPlanner } from "../operation-plan";
import { refuse } from "../refuse";
import { planLabelChange } from "../retype/enum-labels";

/** In place, ALTER TYPE … RENAME VALUE breaks every release that says the old name, in the same moment. */
export const planRenameEnumValue: OperationPlanner<RenameEnumValue> = (operation, context) => {
  const { value, to } = operation;
  const type = findEnum(context.catalog, operation.type);
  if (!type) return refuse("type", `there is no enum ${operation.type}`);
  return planLabelChange(
    {
      type,
      value,
      replacement: to,
      values: type.values.map((label) => (label === value ? to : label)),
      adds: true,
      summary: `Rename ${quoteLiteral(value)} of the enum ${operation.type} to ${quoteLiteral(to)}`,
    },
    context,
  );
};
