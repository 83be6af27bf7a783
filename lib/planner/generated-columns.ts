import type { Table } from "@/lib/catalog/model";
import { namedColumns } from "./named-columns";

/** Why a column of the table cannot be computed so: from another generated column, or itself. Null where it can. */
export function overGenerated(table: Table, expression: string): string | null {
  const named = namedColumns(expression);
  const computed = table.columns.find(({ name, generated }) => generated && named.includes(name));
  return computed
    ? `${computed.name} is a generated column itself: name the columns it is computed from`
    : null;
}
