import type { Catalog } from "@/lib/catalog/model";
import { carriedColumns } from "@/lib/change/merged-columns";
import { createdView, viewsMadeAnew } from "@/lib/change/operations/create-view";
import type { Operation } from "@/lib/contracts/operation";
import { readAssignments } from "@/lib/sql/assignments";
import { relationName } from "@/lib/sql/identifiers";
import { findColumn, findTable } from "./find-table";
import { madeNames, type Named, takenNames } from "./made-names";
import { namedColumns } from "./named-columns";
import { referencingColumns } from "./retype/group";

interface Clash {
  readonly path: string;
  readonly message: string;
}

interface Touched {
  readonly table: string;
  readonly columns: readonly string[];
  /** The field that names them. */
  readonly field: string;
}

/** The columns an operation works on, as they are called before it. */
function touched(operation: Operation, catalog: Catalog): Touched | null {
  switch (operation.kind) {
    case "add-check":
      return { table: operation.table, columns: namedColumns(operation.expression), field: "expression" };
    case "create-index": {
      const where = operation.where === null ? [] : namedColumns(operation.where);
      const columns = [...namedColumns(operation.keys), ...operation.include, ...where];
      return { table: operation.table, columns, field: "keys" };
    }
    case "update-rows": {
      const set = readAssignments(operation.set);
      const assigned = set.ok ? set.value : [];
      const columns = [
        ...assigned.flatMap(({ column, expression }) => [column, ...namedColumns(expression)]),
        ...(operation.where === null ? [] : namedColumns(operation.where)),
      ];
      return { table: operation.table, columns, field: "set" };
    }
    case "merge-columns":
    case "split-table":
    case "add-foreign-key":
    case "add-unique":
    case "add-primary-key":
      return { table: operation.table, columns: operation.columns, field: "columns" };
    case "rename-constraint":
    case "validate-constraint":
    case "drop-constraint": {
      const constraint = findTable(catalog, operation.table)?.constraints.find(
        (one) => one.name === operation.constraint,
      );
      return { table: operation.table, columns: constraint?.columns ?? [], field: "constraint" };
    }
    case "add-exclusion-constraint":
    case "drop-index":
    case "rename-index":
    case "rebuild-index":
    case "create-enum":
    case "raw-sql":
    case "add-enum-value":
    case "rename-enum-value":
    case "remove-enum-value":
    case "create-view":
    case "drop-view":
    case "refresh-view":
    case "revoke":
    case "grant":
    case "alter-default-privileges":
    case "drop-statistics":
    case "create-statistics":
    case "drop-policy":
    case "alter-policy":
    case "create-policy":
    case "set-storage":
    case "set-statistics":
    case "set-options":
    case "set-replica-identity":
    case "set-row-security":
    case "rename-type":
    case "drop-type":
    case "drop-domain":
    case "create-domain":
    case "drop-schema":
    case "create-schema":
    case "drop-extension":
    case "create-extension":
    case "drop-sequence":
    case "create-sequence":
    case "drop-trigger":
    case "create-trigger":
    case "drop-function":
    case "create-function":
    case "drop-publication":
    case "alter-publication":
    case "create-publication":
    case "create-table":
      return null;
    case "attach-partition":
    case "detach-partition": {
      const columns = findTable(catalog, operation.partition)?.columns ?? [];
      return { table: operation.partition, columns: columns.map(({ name }) => name), field: "partition" };
    }
    case "partition-table":
    case "delete-rows":
    case "merge-tables":
    case "set-schema":
    case "rename-table":
    case "drop-table":
      return {
        table: operation.table,
        columns: findTable(catalog, operation.table)?.columns.map((column) => column.name) ?? [],
        field: "table",
      };
    case "comment":
      return {
        table: operation.table,
        columns: [operation.column].flatMap((one) => one ?? []),
        field: "column",
      };
    default:
      return { table: operation.table, columns: [operation.column], field: "column" };
  }
}

/** Columns of other tables that an operation works on because they point at its own. */
function reached(operation: Operation, catalog: Catalog): readonly Touched[] {
  if (operation.kind === "move-column") {
    const columns = findTable(catalog, operation.to)?.columns.map(({ name }) => name) ?? [];
    return [{ table: operation.to, columns: [operation.as ?? operation.column, ...columns], field: "to" }];
  }
  if (operation.kind === "merge-tables") {
    const columns = findTable(catalog, operation.into)?.columns.map(({ name }) => name) ?? [];
    const made = carriedColumns(catalog, operation).map(({ as }) => as);
    return [{ table: operation.into, columns: [...made, ...columns], field: "into" }];
  }
  if (operation.kind === "remove-enum-value" || operation.kind === "rename-enum-value") {
    return catalog.tables.map((table) => ({
      table: relationName(table),
      columns: table.columns.flatMap(({ name, type }) => (type === operation.type ? name : [])),
      field: "type",
    }));
  }
  if (!COPIES.has(operation.kind)) return [];
  const own = touched(operation, catalog);
  const table = own && findTable(catalog, own.table);
  const column = table && findColumn(table, own.columns[0] ?? "");
  if (!table || !column) return [];
  return referencingColumns(catalog, { table, column })
    .slice(1)
    .map((place) => ({
      table: relationName(place.table),
      columns: [place.column.name],
      field: own.field,
    }));
}

/** Operations after which a column is no longer there under its name. */
const REMAKES: ReadonlySet<Operation["kind"]> = new Set([
  "rename-column",
  "rename-table",
  "set-schema",
  "change-column-type",
  "drop-column",
  "split-column",
  "merge-columns",
  "move-column",
  "split-table",
  "merge-tables",
  "drop-table",
]);

/** Operations that copy what hangs on a column to another one. */
const COPIES: ReadonlySet<Operation["kind"]> = new Set(["rename-column", "change-column-type"]);

/** Operations of one change that cannot share its phases; each is said at the later of the two. */
export function clashes(
  operations: readonly Operation[],
  catalog: Catalog,
  /** Done by others anyway. */
  covered: ReadonlySet<Operation>,
): readonly Clash[] {
  const all = operations.map((operation) => ({
    operation,
    made: madeNames(operation, catalog),
    taken: takenNames(operation),
    touched: touched(operation, catalog),
    reached: reached(operation, catalog),
  }));
  return all.flatMap((later, at) =>
    all.slice(0, at).flatMap((earlier): Clash[] => {
      if (covered.has(earlier.operation) || covered.has(later.operation)) return [];
      const clash = clashOf(earlier, later, catalog);
      return clash ? [{ path: `operations.${at}.${clash.field}`, message: clash.message }] : [];
    }),
  );
}

interface Looked {
  readonly operation: Operation;
  readonly made: readonly Named[];
  readonly taken: readonly Named[];
  readonly touched: Touched | null;
  readonly reached: readonly Touched[];
}

function clashOf(
  before: Looked,
  after: Looked,
  catalog: Catalog,
): { readonly field: string; readonly message: string } | null {
  const [earlier, later] = [before.operation, after.operation];
  if (JSON.stringify(earlier) === JSON.stringify(later)) {
    return { field: "kind", message: "the same operation is there twice" };
  }
  if (earlier.kind === "partition-table" || later.kind === "partition-table") {
    // It copies all that hangs on the table, as it is read here.
    return { field: "kind", message: "a table is partitioned in a change of its own" };
  }
  const anew = changedAnew(earlier, later, catalog) ?? changedAnew(later, earlier, catalog);
  if (anew !== null) {
    const message = `${anew} is made anew by another operation, with the rights that it has now: do this in a change of its own`;
    return { field: "kind", message };
  }
  const twice = sharedName(before.made, after.made);
  if (twice)
    return { field: twice.field, message: `two operations make ${twice.words}: give one another name` };
  const both = sharedName(before.taken, after.taken);
  if (both && !(earlier.kind === "add-enum-value" && later.kind === "add-enum-value")) {
    const message = `two operations work on ${both.words}: make two changes, one after the other`;
    return { field: both.field, message };
  }
  const [first, second] = [before.touched, after.touched];
  const met =
    (second && before.reached.find((one) => meets(one, second))) ??
    (first && after.reached.find((one) => meets(one, first)));
  if (met) {
    const message = `${met.columns.join(", ")} of ${met.table} is worked on by two operations of this change, by one as what points at its column or is of its type: make two changes, one after the other`;
    return { field: second?.field ?? met.field, message };
  }
  if (!first || !second) return null;
  if (first.table !== second.table) return null;
  if (!REMAKES.has(earlier.kind) && !REMAKES.has(later.kind)) return null;
  const shared = second.columns.find((column) => first.columns.includes(column));
  if (shared !== undefined) {
    const message =
      earlier.kind === later.kind && later.kind === "rename-column"
        ? `two operations rename ${shared} of ${second.table}`
        : `another operation of this change already works on ${shared} of ${second.table}: make two changes, one after the other`;
    return { field: second.field, message };
  }
  for (const one of first.columns) {
    for (const other of second.columns) {
      const attachment = sharedAttachment(catalog, second.table, one, other);
      if (!attachment || !COPIES.has(earlier.kind) || !COPIES.has(later.kind)) continue;
      const message = `${attachment} uses both ${one} and ${other}: change them in two changes, one after the other`;
      return { field: second.field, message };
    }
  }
  return null;
}

/** The view that one makes anew, or that reads it, where the other changes it or who may do what with it. */
function changedAnew(one: Operation, other: Operation, catalog: Catalog): string | null {
  if (one.kind !== "create-view") return null;
  const changed = viewsChanged(other);
  if (changed.length === 0) return null;
  const anew = viewsMadeAnew(one.sql, catalog).map(relationName);
  return anew.find((name) => changed.includes(name)) ?? null;
}

function viewsChanged(operation: Operation): readonly string[] {
  switch (operation.kind) {
    case "grant":
    case "revoke":
      return operation.objects;
    case "create-view":
      return [createdView(operation.sql)?.written ?? ""];
    case "drop-view":
      return [operation.name];
    default:
      return [];
  }
}

/** What both name, as the later one says it. */
function sharedName(earlier: readonly Named[], later: readonly Named[]): Named | undefined {
  return later.find(({ words }) => earlier.some((one) => one.words === words));
}

function meets(left: Touched, right: Touched): boolean {
  return left.table === right.table && left.columns.some((column) => right.columns.includes(column));
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
