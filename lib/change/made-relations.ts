import type { Operation } from "@/lib/contracts/operation";
import { parseRelationName, relationName } from "@/lib/sql/identifiers";
import { createdSequence } from "./operations/create-sequence";
import { createdTable } from "./operations/create-table";
import { createdView } from "./operations/create-view";

/** `schema.name` of each table that the operations make, under a name that was free before. Needs the parser loaded. */
export function madeRelations(operations: readonly Operation[]): ReadonlySet<string> {
  return new Set(operations.flatMap((operation) => madeRelation(operation) ?? []));
}

/** `schema.name` of the table, view or sequence that the operation makes; null where it makes none. */
export function madeRelation(operation: Operation): string | null {
  if (operation.kind === "create-table") return createdTable(operation.sql)?.relation ?? null;
  // One that is replaced may be missing too: the statement makes it then.
  if (operation.kind === "create-view") return createdView(operation.sql)?.written ?? null;
  if (operation.kind === "create-sequence") return createdSequence(operation.sql);
  if (operation.kind === "set-schema") {
    const name = parseRelationName(operation.table)?.name;
    return name === undefined ? null : relationName({ schema: operation.to, name });
  }
  if (operation.kind !== "rename-table" && operation.kind !== "split-table") return null;
  const schema = parseRelationName(operation.table)?.schema;
  return schema ? relationName({ schema, name: operation.to }) : null;
}
