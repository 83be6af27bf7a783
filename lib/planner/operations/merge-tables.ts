import type { Catalog, Column, Index, Table } from "@/lib/catalog/model";
import { carriedColumns } from "@/lib/change/merged-columns";
import type { MergeTables } from "@/lib/contracts/operation";
import { relationName } from "@/lib/sql/identifiers";
import { findColumn, findTable } from "../find-table";
import { joinOf, type MovedColumns, uniqueOver } from "../move/moved-column";
import { newColumns } from "../move/phases";
import { planMove } from "../move/plan-move";
import type { OperationPlanner } from "../operation-plan";
import { ordinaryTable, refuse } from "../refuse";
import { mergedTableDeploys } from "../snippets/moved-columns";
import { asideRefusal } from "../table-aside";

/** Only where each row of the table belongs to one of the other: its columns become columns of that row. */
export const planMergeTables: OperationPlanner<MergeTables> = (operation, context) => {
  const { catalog } = context;
  const found = ordinaryTable(catalog, operation.table);
  if (!found.ok) return found;
  const { table } = found.value;
  const to = findTable(catalog, operation.into);
  if (!to) return refuse("into", `there is no table ${operation.into}`);
  const carried = carriedColumns(catalog, operation);
  const columns = carried.map(({ column }) => column);
  const names = carried.map(({ as }) => as);
  const join = joinOf(table, to);
  const reason =
    kindRefusal(catalog, to) ??
    kindRefusal(catalog, table) ??
    joinRefusal(table, to, join) ??
    asideRefusal(catalog, table) ??
    columns.map((column) => columnRefusal(catalog, column)).find((one) => one !== null);
  if (reason) return refuse("table", reason);
  const relaxed = table.columns.filter(
    (column) =>
      column.notNull && !isKey(table, column, join) && (columns.includes(column) || lacksValue(column)),
  );
  return planMove({ table, columns, to, names, way: "merge" }, context, {
    field: "table",
    place: newColumns,
    relaxed,
    deploys: mergedTableDeploys({ table, columns, to, names }),
    objection: leftOutRefusal,
  });
};

function kindRefusal(catalog: Catalog, table: Table): string | null {
  const relation = relationName(table);
  const inherits =
    table.inheritsFrom.length > 0 || catalog.tables.some((one) => one.inheritsFrom.includes(relation));
  return table.kind !== "table" || inherits
    ? `${relation} is partitioned, a partition, foreign or takes part in inheritance: only ordinary tables are merged. Move its columns one by one in the app`
    : null;
}

/** Why the foreign key between the two does not give each row here one of the other, for as long as that is there. */
function joinRefusal(table: Table, to: Table, join: ReturnType<typeof joinOf>): string | null {
  const [relation, into] = [relationName(table), relationName(to)];
  if (!join.ok) {
    return `${join.failure}. To bring the rows of two tables together that have the same columns, let the app write to one of them, then copy the rows of the other with SQL of your own`;
  }
  const { key, child } = join.value;
  if (child !== table) {
    return `the foreign key ${key.name} points from ${into} to ${relation}, so that a row of ${relation} may belong to none of ${into}. Move its columns, one by one, and drop it then`;
  }
  const nullable = key.columns.find((name) => !findColumn(table, name)?.notNull);
  if (nullable !== undefined) {
    return `${nullable} of ${relation} may be null, and such a row belongs to none of ${into}. Make it NOT NULL first`;
  }
  if (!key.validated) return `${key.name} was never checked for the rows that are there. Validate it first`;
  if (!/ ON DELETE CASCADE\b/.test(key.definition)) {
    return `${key.name} keeps rows of ${into} from being deleted while they have one in ${relation}, which a release that knows ${into} alone cannot delete first. Make it ON DELETE CASCADE in a change before this one`;
  }
  const isDeferrable = ({ constraintName }: Index) =>
    table.constraints.some(({ name, deferrable }) => name === constraintName && deferrable);
  return uniqueOver(table, key.columns).every(isDeferrable)
    ? `the unique constraint over ${key.columns.join(", ")} of ${relation} is deferrable: two rows for one of ${into} could be there for a while. Make it one that is not`
    : null;
}

/** Why the column cannot be one of the other table. */
function columnRefusal(catalog: Catalog, { name, type, generated, identity }: Column): string | null {
  if (generated) {
    return `${name} is a generated column, which nobody can write. Leave it out, and add another to the other table in a later change`;
  }
  if (identity) {
    return `${name} is an identity column, whose generator does not go along. Leave it out, or drop the identity first`;
  }
  const domain = (catalog.domains ?? []).find((one) => relationName(one) === type && one.constrained);
  return domain
    ? `${name} has the type ${type}, a domain with a constraint: adding such a column rewrites the table while nobody can read it. Move the constraint from the domain to a check of the table first`
    : null;
}

/** Whether a row that is made without the column has nothing there. */
const lacksValue = (column: Column) =>
  column.default === null && column.identity === null && column.generated === null;

/** Why the trigger cannot make rows that say nothing of what is not carried over. */
function leftOutRefusal({ catalog, source, target }: MovedColumns): string | null {
  const { table, relation, join, columns } = source;
  const leftOut = table.columns.filter((one) => !columns.includes(one) && !join.includes(one.name));
  const keys = primaryKey(table);
  const bare = leftOut.find((one) => keys.includes(one.name) && lacksValue(one));
  if (bare) {
    return `${bare.name} of ${relation} is part of the primary key, and nothing gives it a value in rows that our trigger makes for a release that knows ${target.relation} alone. Give it a default first`;
  }
  const roles = source.grants
    .filter(({ rights }) => rights.some((right) => right.startsWith("INSERT")))
    .map(({ role }) => role);
  const numbered = leftOut.find((one) => isNumbered(catalog, relation, one));
  return numbered && roles.length > 0
    ? `${numbered.name} of ${relation} is numbered by a sequence, and ${roles.join(", ")} may write ${target.relation} but not insert there: our trigger inserts in their name. Grant them INSERT on ${relation}, and USAGE on the sequence, first`
    : null;
}

/** By a sequence that whoever inserts needs rights on. */
function isNumbered({ sequences }: Catalog, relation: string, column: Column): boolean {
  const owned = sequences.some(
    ({ ownedBy }) => ownedBy?.relation === relation && ownedBy.column === column.name,
  );
  return column.identity === null && (owned || /\bnextval\(/.test(column.default ?? ""));
}

const primaryKey = (table: Table): readonly string[] =>
  table.constraints.find((one) => one.type === "primary key")?.columns ?? [];

function isKey(table: Table, { name }: Column, join: ReturnType<typeof joinOf>): boolean {
  return primaryKey(table).includes(name) || (join.ok && join.value.key.columns.includes(name));
}
