import type { Column } from "@/lib/catalog/model";
import type { BackfillSpec } from "@/lib/contracts/plan";
import { quoteIdentifier } from "@/lib/sql/identifiers";
import type { CannotCopy } from "../attached";
import { attachmentDrafts } from "../attachments";
import { backfillProbe, batchText } from "../backfill";
import { differ, isNotNull, isNull } from "../column-values";
import { columnStatements } from "../copied-column";
import { withColumn, withoutColumn } from "../evolve";
import { type KeptValues, keepDrafts, keptOfRow, noEarlierKept } from "../kept-values";
import type { RowsToFill } from "../operation-plan";
import { onTree } from "../partitioned-index";
import { is, not, probeAll } from "../probe";
import type { RevertDraft, StepDraft } from "../step-list";
import { overColumn } from "./expressions";
import {
  dropTriggerStatements,
  follows,
  followsNot,
  functionStatements,
  triggerStatements,
} from "./follow-trigger";
import { copiesForFormer, pairOf, type RetypedColumn } from "./retyped-column";

const alter = (relation: string, what: string) => `ALTER TABLE ${relation} ${what}`;

/** Column, function and triggers in one transaction: no write may fall between them. */
export function expandDraft(column: RetypedColumn): StepDraft {
  const { relation, table, old, nextName, idPrefix } = column;
  const { follow, value } = pairOf(column, "old");
  return {
    id: `${idPrefix}-column`,
    title: `Add ${nextName} to ${relation}, empty, and let it follow ${old.name} from now on`,
    kind: "ddl",
    statements: [
      ...columnStatements(relation, follow, nextName),
      // A function's body is not looked at before it runs: what cannot be computed is refused here, not in the app's write.
      `SELECT ${value()}, ${downOverNext(column)} FROM ${relation} LIMIT 0`,
      ...functionStatements(column, "old"),
      ...triggerStatements(column, "old"),
    ],
    probe: probeAll(is.column(relation, nextName), ...follows(column, "old")),
    after: onTree(column.catalog, table, (one) =>
      withColumn(one, { ...follow, default: null, notNull: false, comment: null, grants: [] }),
    ),
    revert: [
      {
        id: `${idPrefix}-column-drop`,
        title: `Drop ${nextName}; ${old.name} holds every value`,
        kind: "ddl",
        statements: [
          ...dropTriggerStatements(column),
          `DROP FUNCTION IF EXISTS ${column.function}()`,
          alter(relation, `DROP COLUMN IF EXISTS ${quoteIdentifier(nextName)}`),
        ],
        probe: probeAll(not(is.column(relation, nextName)), ...followsNot(column)),
        after: onTree(column.catalog, table, (one) => withoutColumn(one, nextName)),
      },
    ],
  };
}

/** The way down, as it can be said before the switch. */
function downOverNext({ down, old, nextName }: RetypedColumn): string {
  return overColumn(down, old.name, [nextName]) ?? down;
}

/** Rows that are there already. What the trigger has filled meanwhile is left alone. */
export function fillOf(column: RetypedColumn): RowsToFill {
  const { follow, value } = pairOf(column, "old");
  return { table: column.table, avoid: [], write: fillWrite(column, follow, value()) };
}

/** Fills the follower where it is empty and there is a value for it. */
function fillWrite(
  { catalog }: RetypedColumn,
  follow: Column,
  value: string,
): BackfillSpec["writes"][number] {
  const empty = isNull(quoteIdentifier(follow.name), follow, catalog);
  return {
    kind: "update",
    assignments: [{ column: follow.name, expression: value }],
    pending: `${empty} AND ${isNotNull(`(${value})`, follow, catalog)}`,
    archive: null,
  };
}

/** Part of expand, where values will be kept. */
export function keptCheck(column: RetypedColumn, key: readonly string[]): StepDraft | null {
  const { relation, nextName, formerName } = column;
  const hasBegun = `(${is.column(relation, nextName)} OR ${is.column(relation, formerName)})`;
  return column.isExact ? null : noEarlierKept(keptValues(column, key), hasBegun);
}

/** Where the new values do not say what the old ones were, those are kept before they are dropped. */
export function keptDrafts(column: RetypedColumn, key: readonly string[]): readonly StepDraft[] {
  if (column.isExact) return [];
  return keepDrafts(keptValues(column, key), `${column.old.name} was as ${column.old.type}`);
}

/** Its key columns may have been retyped by then. */
function keptValues(column: RetypedColumn, key: readonly string[]): KeptValues {
  const { old, formerName, archive, catalog, idPrefix } = column;
  const now = new Map([column, ...column.siblings].map((one) => [one.old.name, one.next]));
  const table = {
    ...column.table,
    columns: column.table.columns.map((one) => now.get(one.name) ?? one),
  };
  // By its labels: the type goes with the column.
  const type = column.swap ? "text" : old.type;
  return { table, columns: [{ ...old, name: formerName, type }], key, archive, catalog, idPrefix };
}

/** SQL: what the former column held where that still stands for the value now, else the way down. */
function formerValue(column: RetypedColumn, key: readonly string[]): string {
  const { old, next, formerName, catalog } = column;
  const down = pairOf(column, "next").value();
  if (column.isExact) return down;
  const former = quoteIdentifier(formerName);
  const up = overColumn(column.up, old.name, ["kept", formerName]) ?? column.up;
  const differs = differ(
    `(${up})::${next.type}`,
    `${column.relation}.${quoteIdentifier(old.name)}`,
    next,
    catalog,
  );
  const kept = column.swap ? `kept.${former}::${column.swap.formerName}` : `kept.${former}`;
  return `COALESCE((SELECT ${kept} ${keptOfRow(keptValues(column, key))} AND NOT (${differs})), ${down})`;
}

export function contractDraft(column: RetypedColumn): StepDraft {
  const { table, relation, old, formerName, idPrefix } = column;
  return {
    id: `${idPrefix}-drop-former`,
    title: `Drop ${formerName}, which holds ${old.name} of ${relation} as ${old.type}`,
    kind: "ddl",
    statements: [
      ...dropTriggerStatements(column),
      alter(relation, `DROP COLUMN ${quoteIdentifier(formerName)}`),
      `DROP FUNCTION IF EXISTS ${column.function}()`,
    ],
    probe: probeAll(not(is.column(relation, formerName)), ...followsNot(column)),
    after: onTree(column.catalog, table, (one) => withoutColumn(one, formerName)),
  };
}

/** Makes the state before contract again: the former column, filled on the way down, following where it did. */
export function undoContract(
  column: RetypedColumn,
  key: readonly string[],
): readonly RevertDraft[] | CannotCopy {
  const { relation, table, old, formerName, idPrefix, oneWay } = column;
  const again = oneWay ? [] : attachmentDrafts(copiesForFormer(column));
  if ("what" in again) return again;
  const { follow } = pairOf(column, "next");
  const write = fillWrite(column, follow, formerValue(column, key));
  const spec: BackfillSpec = { relation, key: [...key], writes: [write] };
  return [
    {
      id: `${idPrefix}-undo-column`,
      title: `Add ${formerName} again${oneWay ? "" : ` and let it follow ${old.name}`}`,
      kind: "ddl",
      statements: [
        ...columnStatements(relation, follow, formerName),
        ...(oneWay ? [] : [...functionStatements(column, "next"), ...triggerStatements(column, "next")]),
      ],
      probe: probeAll(is.column(relation, formerName), ...(oneWay ? [] : follows(column, "next"))),
      after: onTree(column.catalog, table, (one) => withColumn(one, { ...follow, notNull: false })),
    },
    {
      id: `${idPrefix}-undo-rows`,
      title: `Fill ${formerName} from ${old.name}, in batches`,
      kind: "backfill",
      statements: batchText(spec),
      backfill: spec,
      probe: backfillProbe(spec),
    },
    ...again,
  ];
}
