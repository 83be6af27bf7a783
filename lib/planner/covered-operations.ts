import type { Catalog } from "@/lib/catalog/model";
import type { ChangeColumnType, Operation } from "@/lib/contracts/operation";
import { relationName } from "@/lib/sql/identifiers";
import { findColumn, findTable } from "./find-table";
import { referencingColumns } from "./retype/group";

/**
 * Operations that another one of the change does anyway: a key takes along what points at it, and whoever writes the plain
 * SQL says both.
 */
export function coveredOperations(
  operations: readonly Operation[],
  catalog: Catalog,
): ReadonlySet<Operation> {
  const retypes = operations.filter((one): one is ChangeColumnType => one.kind === "change-column-type");
  const taken = retypes.filter((one) =>
    retypes.some((other) => other !== one && takesAlong(other, one, catalog)),
  );
  // The default of a serial column goes in the moment its identity comes.
  const numbered = operations.filter((one) => one.kind === "set-identity");
  const defaults = operations.filter(
    (one) =>
      one.kind === "drop-default" &&
      numbered.some(({ table, column }) => table === one.table && column === one.column),
  );
  return new Set<Operation>([...taken, ...defaults]);
}

function takesAlong(key: ChangeColumnType, other: ChangeColumnType, catalog: Catalog): boolean {
  const table = findTable(catalog, key.table);
  const column = table && findColumn(table, key.column);
  if (!table || !column || key.type !== other.type || key.onDownFailure !== other.onDownFailure) return false;
  if ([key.up, key.down, other.up, other.down].some((expression) => expression !== null)) return false;
  return referencingColumns(catalog, { table, column })
    .slice(1)
    .some((place) => relationName(place.table) === other.table && place.column.name === other.column);
}
