import type { Column } from "@/lib/catalog/model";
import type { UpdateRows } from "@/lib/contracts/operation";
import type { BatchWrite } from "@/lib/contracts/plan";
import { fail, ok } from "@/lib/contracts/result";
import { type Assignment, readAssignments } from "@/lib/sql/assignments";
import { referenced } from "@/lib/sql/facts/known";
import { quoteIdentifier, relationName } from "@/lib/sql/identifiers";
import { differ } from "../column-values";
import { findColumn, findTable } from "../find-table";
import { type KeptRows, keepSteps, keptFindings, keptRows, putBack } from "../kept-rows";
import { fitName } from "../names";
import { partsOf } from "../operation-parts";
import type { OperationPlan, OperationPlanner, PlanContext } from "../operation-plan";
import { refuse } from "../refuse";

/**
 * Rows in short batches, each of which keeps what its rows were, and became, in the same statement. So every row is
 * changed once whatever dies, and the way back leaves alone what the app has written since.
 */
export const planUpdateRows: OperationPlanner<UpdateRows> = (operation, context) => {
  const { catalog } = context;
  const assignments = readAssignments(operation.set);
  if (!assignments.ok) return refuse("set", assignments.failure);
  const { where } = operation;
  const named = assignments.value.map(({ column }) => column);
  const words = ["update", operation.set, where ?? ""];
  const found = keptRows(operation.table, { avoid: named, words }, context);
  if (!found.ok) return found;
  const kept = found.value;
  const { table, relation, archive } = kept;
  const cascade = cascades(context, relation, named);
  if (cascade) return fail([{ field: "set", message: cascade }]);
  const columns = named.flatMap((name) => findColumn(table, name) ?? []);
  if (columns.every((column) => isNewAndEmpty(column, relation, context))) {
    return ok(fillNewColumns(kept, assignments.value, where));
  }
  const given = columns.map((column) => ({ column, as: givenName(column.name, table.columns) }));
  const expand = keepSteps(
    kept,
    given.flatMap(({ column, as }) => [column, { ...column, name: as }]),
    catalog,
  );
  return ok(
    partsOf({
      expand: expand.steps,
      fills: [
        {
          table,
          avoid: named,
          title: `Set ${named.join(", ")} of ${relation} in batches`,
          write: writeOf(kept, assignments.value, where, given),
          revert: [putBack(kept, restore(kept, given, context))],
        },
      ],
      relations: [relation],
      breaking: true,
      summary: `Change rows of ${relation}; what they were stays in ${archive}`,
      compatibleWith: {
        expand: ["Every release"],
        backfill: ["Releases that can live with both the old and the new values"],
      },
      findings: keptFindings(kept, "update", where),
    }),
  );
};

/** Made by the same change without a value: there is nothing to keep, and taking the change back drops it. */
function isNewAndEmpty(column: Column, relation: string, { start }: PlanContext): boolean {
  const before = findTable(start, relation);
  return before !== null && findColumn(before, column.name) === null && column.default === null;
}

/** As a new column is filled: what the app has written since stays, and a value that computes to null stays null. */
function fillNewColumns(
  { table, relation }: KeptRows,
  assignments: readonly Assignment[],
  where: string | null,
): OperationPlan {
  return partsOf({
    fills: assignments.map((assignment) => {
      const empty = `${quoteIdentifier(assignment.column)} IS NULL AND (${assignment.expression}) IS NOT NULL`;
      return {
        table,
        avoid: [assignment.column],
        write: {
          kind: "update",
          assignments: [assignment],
          pending: where === null ? empty : `(${where}) AND ${empty}`,
          archive: null,
        },
      };
    }),
    relations: [relation],
    summary: `Fill ${assignments.map(({ column }) => column).join(", ")} of ${relation}`,
  });
}

interface Given {
  readonly column: Column;
  /** The column of the archive with the value that the change gave. */
  readonly as: string;
}

/** Keeps what a column became beside what it was. */
function givenName(column: string, taken: readonly Column[]): string {
  for (let suffix = "_given"; ; suffix = `_${suffix}`) {
    const name = fitName(column, suffix);
    if (!taken.some((one) => one.name === name)) return name;
  }
}

function writeOf(
  { relation, key, archive }: KeptRows,
  assignments: readonly Assignment[],
  where: string | null,
  given: readonly Given[],
): BatchWrite {
  const own = (name: string) => `${relation}.${quoteIdentifier(name)}`;
  const same = key.map((name) => `kept.${quoteIdentifier(name)} = ${own(name)}`).join(" AND ");
  const isNew = `NOT EXISTS (SELECT FROM ${archive} AS kept WHERE ${same})`;
  return {
    kind: "update",
    assignments: [...assignments],
    pending: where === null ? isNew : `(${where}) AND ${isNew}`,
    archive: {
      relation: archive,
      columns: [...key, ...given.map(({ column }) => column.name)],
      given: given.map(({ column, as }) => ({ column: column.name, as })),
    },
  };
}

/** Only where the value is still the one that was given: what the app has written since stays. */
function restore({ relation, key }: KeptRows, given: readonly Given[], { catalog }: PlanContext): string {
  const set = given.map(({ column, as }) => {
    const [name, own] = [quoteIdentifier(column.name), `${relation}.${quoteIdentifier(column.name)}`];
    const changed = differ(own, `batch.${quoteIdentifier(as)}`, column, catalog);
    return `${name} = CASE WHEN ${changed} THEN ${own} ELSE batch.${name} END`;
  });
  const same = key.map((name) => `${relation}.${quoteIdentifier(name)} = batch.${quoteIdentifier(name)}`);
  return `UPDATE ${relation} SET ${set.join(", ")} FROM batch WHERE ${same.join(" AND ")}`;
}

/** A foreign key that would carry the new value on to rows of other tables, which nobody keeps. */
function cascades({ catalog }: PlanContext, relation: string, columns: readonly string[]): string | null {
  for (const other of catalog.tables) {
    const key = other.constraints.find(
      (one) =>
        referenced(one) === relation &&
        one.references?.columns.some((name) => columns.includes(name)) &&
        /ON UPDATE (CASCADE|SET)/.test(one.definition),
    );
    if (key) {
      return `the foreign key ${key.name} of ${relationName(other)} would change rows there as well (${/ON UPDATE (CASCADE|SET \w+)/.exec(key.definition)?.[0]}), and those are not kept. Say “run:” and the statement to have it run as it is`;
    }
  }
  return null;
}
