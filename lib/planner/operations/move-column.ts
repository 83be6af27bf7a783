import type { MoveColumn } from "@/lib/contracts/operation";
import { findTable } from "../find-table";
import { newColumns } from "../move/phases";
import { leaveRefusal, planMove } from "../move/plan-move";
import type { OperationPlanner } from "../operation-plan";
import { ordinaryColumn, refuse } from "../refuse";
import { movedColumnsDeploys } from "../snippets/moved-columns";

/** Only between rows of which one belongs to one: where several could, each might say another value. */
export const planMoveColumn: OperationPlanner<MoveColumn> = (operation, context) => {
  const { catalog } = context;
  const found = ordinaryColumn(catalog, operation);
  if (!found.ok) return found;
  const { table, column } = found.value;
  const to = findTable(catalog, operation.to);
  if (!to) return refuse("to", `there is no table ${operation.to}`);
  const inherits = catalog.tables.some((one) => one.inheritsFrom.includes(operation.to));
  if (to.kind !== "table" || inherits || to.inheritsFrom.length > 0) {
    return refuse(
      "to",
      `${operation.to} is partitioned, a partition, foreign or takes part in inheritance: a value is moved only between ordinary tables`,
    );
  }
  const reason = leaveRefusal(context, table, [column], "column");
  if (reason) return reason;
  const name = operation.as ?? column.name;
  return planMove({ table, columns: [column], to, names: [name], way: "move" }, context, {
    field: "to",
    place: newColumns,
    relaxed: column.notNull ? [column] : [],
    deploys: movedColumnsDeploys({ table, columns: [column], to, names: [name] }),
  });
};
