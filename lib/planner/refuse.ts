import type { Table } from "@/lib/catalog/model";
import { fail, type Result } from "@/lib/contracts/result";
import { relationName } from "@/lib/sql/identifiers";
import type { Refusal } from "./operation-plan";

export function refuse(field: string, message: string): Result<never, readonly Refusal[]> {
  return fail([{ field, message }]);
}

/** Partitions get their columns and rules from their parent; foreign tables have none of their own. */
export function notOrdinary(table: Table): string | null {
  if (table.kind === "foreign") {
    return `${relationName(table)} is a foreign table: change it on the server where its rows are`;
  }
  return table.kind === "partition"
    ? `${relationName(table)} is a partition: make the change on ${table.inheritsFrom.join(", ") || "its parent"}`
    : null;
}
