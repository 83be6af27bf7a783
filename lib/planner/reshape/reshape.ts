import { blankColumn } from "@/lib/catalog/blank";
import type { Catalog, Column, Table } from "@/lib/catalog/model";
import { fail, ok, type Result } from "@/lib/contracts/result";
import { quoteIdentifier, relationName } from "@/lib/sql/identifiers";
import { backfillKey, withoutKey } from "../backfill-key";
import { differ, isNotNull, isNull } from "../column-values";
import type { SyncObjects } from "../dual-write";
import type { KeptValues } from "../kept-values";
import { dualWriteNames, fitName, lastTriggerName, shortHash } from "../names";
import { inInterlock } from "../probe";
import { castTo, ofRow } from "../retype/expressions";

/** A column, and what it holds, as SQL over the columns of the other shape under their bare names. */
export interface Made {
  readonly column: Column;
  readonly expression: string;
}

export interface ReshapeOrder {
  readonly catalog: Catalog;
  readonly table: Table;
  /** The columns that go, each with the way back to it. */
  readonly olds: readonly Made[];
  /** The columns that come. */
  readonly nexts: readonly {
    readonly name: string;
    readonly type: string;
    readonly expression: string;
  }[];
  readonly idPrefix: string;
}

/** Columns of a table that become others, both kept in step by expressions while old and new releases run. */
export interface Reshape extends SyncObjects {
  readonly table: Table;
  readonly catalog: Catalog;
  readonly olds: readonly Made[];
  readonly nexts: readonly Made[];
  readonly key: readonly string[];
  /** Keeps the old columns' values: the way back need not give them again as they were. */
  readonly kept: KeptValues;
  readonly idPrefix: string;
}

/** Fails with a sentence. */
export function reshapeOf({ catalog, table, olds, nexts, idPrefix }: ReshapeOrder): Result<Reshape, string> {
  const relation = relationName(table);
  const [oldNames, newNames] = [olds.map(({ column }) => column.name), nexts.map(({ name }) => name)];
  const renamed = {
    schema: table.schema,
    table: table.name,
    column: oldNames.join("_"),
    to: newNames.join(","),
  };
  const trigger = lastTriggerName(renamed, table);
  if (!trigger)
    return fail("no trigger name is left that sorts behind all others; rename the table's last one");
  const key = backfillKey(table, oldNames);
  if (!key) {
    return fail(withoutKey(relation, oldNames));
  }
  const names = dualWriteNames(renamed);
  const archive = inInterlock(
    fitName(
      `${table.name}_${oldNames.join("_")}`,
      `_${shortHash(relation, ...oldNames, "into", ...newNames)}_kept`,
    ),
  );
  // Roles with rights on the old columns only write the new ones too.
  const grants = olds.flatMap(({ column }) => column.grants);
  const made = nexts.map(({ name, type, expression }) => ({
    column: blankColumn(name, type, {
      grants: [...new Map(grants.map((one) => [JSON.stringify(one), one])).values()],
    }),
    expression,
  }));
  return ok({
    table,
    catalog,
    relation,
    olds,
    nexts: made,
    key,
    kept: { table, columns: olds.map(({ column }) => column), key, archive, catalog, idPrefix },
    function: inInterlock(names.function),
    sequence: inInterlock(names.sequence),
    trigger,
    idPrefix,
  });
}

export const namesOf = (side: readonly Made[]): string => side.map(({ column }) => column.name).join(", ");

/** `public.t.`, `NEW.` or nothing. */
const at = (row: string, column: Column) => `${row}${quoteIdentifier(column.name)}`;

/** SQL: no column of the side has a value. */
export const isUnset = ({ catalog }: Reshape, side: readonly Made[], row = "") =>
  `(${side.map(({ column }) => isNull(at(row, column), column, catalog)).join(" AND ")})`;

export const isSet = ({ catalog }: Reshape, side: readonly Made[], row = "") =>
  `(${side.map(({ column }) => isNotNull(at(row, column), column, catalog)).join(" OR ")})`;

/** SQL: what the column of the one side holds according to the other one, read from that row. Null stands for null. */
export function saidBy(reshape: Reshape, made: Made, row: "" | "NEW." | "kept." = ""): string {
  const other = reshape.olds.includes(made) ? reshape.nexts : reshape.olds;
  const columns = other.map(({ column }) => column.name);
  const name = row.slice(0, -1).toLowerCase();
  // Checked before anything is planned: see `reshapeProblem`.
  const over = row === "" ? made.expression : (ofRow(made.expression, columns, name) ?? made.expression);
  return `CASE WHEN ${isUnset(reshape, other, row)} THEN NULL ELSE ${over} END`;
}

/** SQL: the columns of the side hold what the other side says, that one being read from `row`. */
export function agrees(reshape: Reshape, side: readonly Made[], row: "" | "kept." = ""): string {
  const { catalog, relation } = reshape;
  const own = row === "" ? "" : `${relation}.`;
  const same = side.map((made) => {
    const { column } = made;
    return `NOT (${differ(at(own, column), castTo(saidBy(reshape, made, row), "text", column.type), column, catalog)})`;
  });
  return `(${same.join(" AND ")})`;
}
