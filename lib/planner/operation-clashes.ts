import type { Catalog } from "@/lib/catalog/model";
import type { Operation } from "@/lib/contracts/operation";
import { findTable } from "./find-table";

interface Clash {
  readonly path: string;
  readonly message: string;
}

/** The column an operation makes. */
const made = (operation: Operation) => (operation.kind === "rename-column" ? operation.to : operation.column);

/** Operations of one change that cannot share its phases; each is said at the later of the two. */
export function clashes(operations: readonly Operation[], catalog: Catalog): readonly Clash[] {
  return operations.flatMap((later, at) =>
    operations.slice(0, at).flatMap((earlier): Clash[] => {
      if (earlier.table !== later.table) return [];
      const path = `operations.${at}.${later.kind === "rename-column" ? "to" : "column"}`;
      if (made(earlier) === made(later)) {
        return [{ path, message: `two operations make the column ${made(later)} of ${later.table}` }];
      }
      if (earlier.kind !== "rename-column" || later.kind !== "rename-column") return [];
      if (earlier.column === later.column) {
        return [
          {
            path: `operations.${at}.column`,
            message: `two operations rename ${later.column} of ${later.table}`,
          },
        ];
      }
      const shared = sharedAttachment(catalog, later.table, earlier.column, later.column);
      if (!shared) return [];
      const message = `${shared} uses both ${earlier.column} and ${later.column}: rename them in two changes, one after the other`;
      return [{ path: `operations.${at}.column`, message }];
    }),
  );
}

/** A constraint or index over both columns would have to be copied twice at once. */
function sharedAttachment(catalog: Catalog, relation: string, first: string, second: string): string | null {
  const table = findTable(catalog, relation);
  if (!table) return null;
  const both = (columns: readonly string[]) => columns.includes(first) && columns.includes(second);
  const constraint = table.constraints.find((one) => both(one.columns));
  if (constraint) return `the constraint ${constraint.name}`;
  const index = table.indexes.find((one) => both(one.mentions));
  if (index) return `the index ${index.name}`;
  const statistics = table.statistics.find((one) => both(one.columns));
  return statistics ? `the extended statistics ${statistics.name}` : null;
}
