import type { Column, Table } from "@/lib/catalog/model";
import type { BackfillSpec } from "@/lib/contracts/plan";
import { quoteIdentifier, relationName } from "@/lib/sql/identifiers";
import {
  attachmentDrafts,
  type CannotCopy,
  checksOf,
  foreignKeysOf,
  indexesOf,
  renameAttachments,
  statisticsOf,
} from "../attachments";
import { backfillProbe, batchText } from "../backfill";
import { differ, isNotNull, isNull } from "../column-values";
import { columnStatements } from "../copied-column";
import { shortEstimate } from "../estimate";
import { type Evolve, withColumn, withoutColumn } from "../evolve";
import { copyKeptValues, dropKeptTable, keptOfRow, makeKeptTable } from "../kept-values";
import type { RowsToFill } from "../operation-plan";
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
import { copiesForFormer, type Leader, pairOf, type RetypedColumn } from "./retyped-column";

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
    estimate: shortEstimate(),
    after: withColumn(table, { ...follow, default: null, notNull: false, comment: null, grants: [] }),
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
        after: withoutColumn(table, nextName),
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
  const { table, old } = column;
  const { follow, value } = pairOf(column, "old");
  return { table, avoid: [old.name], write: fillWrite(column, follow, value()) };
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

/** Names and roles exchanged: what one app statement sees is all of it or nothing. */
export function switchDraft(column: RetypedColumn): StepDraft {
  const { relation, old, next, idPrefix } = column;
  const exchange = (to: Leader) => [
    ...dropTriggerStatements(column),
    ...exchangeStatements(column, to),
    ...lead(column, to),
  ];
  return {
    id: `${idPrefix}-switch`,
    title: `Exchange the names: ${old.name} of ${relation} is ${next.type} from now on, and the old column follows`,
    kind: "ddl",
    statements: exchange("next"),
    probe: probeAll(...hasSwitched(column, "next")),
    estimate: shortEstimate(),
    after: switched(column, "next"),
    revert: [
      {
        id: `${idPrefix}-switch-back`,
        title: `Exchange the names again: ${old.name} of ${relation} is ${old.type}`,
        kind: "ddl",
        statements: exchange("old"),
        probe: probeAll(...hasSwitched(column, "old")),
        after: switched(column, "old"),
      },
    ],
  };
}

const lead = (column: RetypedColumn, leader: Leader) => [
  ...functionStatements(column, leader),
  ...triggerStatements(column, leader),
];

function exchangeStatements(column: RetypedColumn, to: Leader): readonly string[] {
  const { relation, old, nextName, formerName } = column;
  const name = quoteIdentifier(old.name);
  const rename = (from: string, into: string) =>
    alter(relation, `RENAME COLUMN ${quoteIdentifier(from)} TO ${quoteIdentifier(into)}`);
  const forth = to === "next";
  const order = { ...column, column: old, serverMajor: column.catalog.serverMajor };
  const original = (one: string) => one;
  const [aside, into] = forth
    ? [column.formerCopyName, column.copyName]
    : [column.copyName, column.formerCopyName];
  const given = forth ? column.next.default : old.default;
  return [
    ...(old.default === null ? [] : [alter(relation, `ALTER COLUMN ${name} DROP DEFAULT`)]),
    rename(old.name, forth ? formerName : nextName),
    rename(forth ? nextName : formerName, old.name),
    ...(given === null ? [] : [alter(relation, `ALTER COLUMN ${name} SET DEFAULT ${given}`)]),
    ...ownedSequences(column).map((sequence) => `ALTER SEQUENCE ${sequence} OWNED BY ${relation}.${name}`),
    ...renameAttachments(order, original, aside),
    ...renameAttachments(order, into, original),
  ];
}

/**
 * Going one way: the former column follows no more, so that values which it cannot hold are accepted. Kept in step no more,
 * it must not stand in the way of writes either, neither with a rule nor with a unique index.
 */
export function letGoDraft(column: RetypedColumn, key: readonly string[]): StepDraft | CannotCopy {
  const { table, relation, old, formerName, formerCopyName: nameOf, idPrefix } = column;
  const back = followAgain(column, key);
  if ("what" in back) return back;
  const name = quoteIdentifier(formerName);
  const owned = new Set(table.constraints.flatMap((one) => one.indexName ?? []));
  const indexes = indexesOf(table, old.name);
  const constraints = [
    ...checksOf(table, old.name),
    ...foreignKeysOf(table, old.name),
    ...table.constraints.filter((one) => indexes.some((index) => index.name === one.indexName)),
  ];
  const inSchema = (schema: string, original: string) => relationName({ schema, name: nameOf(original) });
  return {
    id: `${idPrefix}-let-go`,
    title: `Let go of ${formerName}: it keeps the values it has, without rules and indexes`,
    kind: "ddl",
    statements: [
      ...dropTriggerStatements(column),
      `DROP FUNCTION ${column.function}()`,
      ...constraints.map((one) => alter(relation, `DROP CONSTRAINT ${quoteIdentifier(nameOf(one.name))}`)),
      ...indexes
        .filter((one) => !owned.has(one.name))
        .map((one) => `DROP INDEX ${inSchema(table.schema, one.name)}`),
      ...statisticsOf(table, old.name).map((one) => `DROP STATISTICS ${inSchema(one.schema, one.name)}`),
      ...(old.notNull ? [alter(relation, `ALTER COLUMN ${name} DROP NOT NULL`)] : []),
      ...(old.comment === null ? [] : [`COMMENT ON COLUMN ${relation}.${name} IS NULL`]),
      ...(old.statisticsTarget === null ? [] : [alter(relation, `ALTER COLUMN ${name} SET STATISTICS -1`)]),
    ],
    probe: probeAll(...followsNot(column)),
    estimate: shortEstimate(),
    revert: back,
  };
}

/** After a time in which the former column followed no more: it follows again, is brought up to date and gets its rules. */
function followAgain(column: RetypedColumn, key: readonly string[]): readonly RevertDraft[] | CannotCopy {
  const { relation, old, formerName, catalog, idPrefix } = column;
  const rules = attachmentDrafts(copiesForFormer(column));
  if ("what" in rules) return rules;
  const { follow, value } = pairOf(column, "next");
  const former = quoteIdentifier(formerName);
  const up = overColumn(column.up, old.name, [formerName]) ?? column.up;
  const stale = [
    differ(former, `(${value()})::${follow.type}`, follow, catalog),
    differ(quoteIdentifier(old.name), `(${up})::${column.next.type}`, column.next, catalog),
  ];
  const spec: BackfillSpec = {
    relation,
    key: [...key],
    writes: [
      {
        kind: "update",
        assignments: [{ column: formerName, expression: value() }],
        pending: stale.map((one) => `(${one})`).join(" AND "),
        archive: null,
      },
    ],
  };
  // Once the names are exchanged back there is nothing left to do here.
  const unlessBack = (probe: string) =>
    `SELECT CASE WHEN ${is.column(relation, column.nextName)} THEN 'done' ELSE (${probe}) END`;
  return [
    {
      id: `${idPrefix}-follow-again`,
      title: `Let ${formerName} follow ${old.name} again`,
      kind: "ddl",
      statements: lead(column, "next"),
      probe: unlessBack(probeAll(...follows(column, "next"))),
    },
    {
      id: `${idPrefix}-catch-up`,
      title: `Bring ${formerName} up to date, in batches`,
      kind: "backfill",
      statements: batchText(spec),
      backfill: spec,
      probe: backfillProbe(spec),
    },
    ...rules.map((rule) => ({ ...rule, probe: unlessBack(rule.probe) })),
  ];
}

/** Sequences that belong to the column, as a serial one has one. */
function ownedSequences({ catalog, relation, old }: RetypedColumn): readonly string[] {
  return catalog.sequences
    .filter((one) => one.ownedBy?.relation === relation && one.ownedBy.column === old.name)
    .map(relationName);
}

/** Conditions: the leader has the column's name, the other one its hidden name and, until it is let go, the triggers know. */
export function hasSwitched(column: RetypedColumn, to: Leader): readonly string[] {
  const { relation, old, nextName, formerName, oneWay } = column;
  const hidden = to === "next" ? formerName : nextName;
  const free = to === "next" ? nextName : formerName;
  return [
    is.column(relation, old.name),
    is.column(relation, hidden),
    not(is.column(relation, free)),
    ...(to === "next" && oneWay ? [] : follows(column, to)),
  ];
}

function switched(column: RetypedColumn, to: Leader): Evolve {
  const { table, old, next, nextName, formerName, copyName, formerCopyName } = column;
  const forth = to === "next";
  const hidden: Column = forth ? { ...old, name: formerName } : { ...next, name: nextName };
  const lead: Column = forth ? next : old;
  const columns = new Map(
    forth
      ? [
          [old.name, formerName],
          [nextName, old.name],
        ]
      : [
          [old.name, nextName],
          [formerName, old.name],
        ],
  );
  const names = new Map(
    attachedNames(table, old.name).flatMap((name) =>
      forth
        ? [
            [name, formerCopyName(name)],
            [copyName(name), name],
          ]
        : [
            [name, copyName(name)],
            [formerCopyName(name), name],
          ],
    ) as [string, string][],
  );
  return (catalog) => ({
    ...catalog,
    tables: catalog.tables.map((one) =>
      one.schema === table.schema && one.name === table.name
        ? renamedParts(one, columns, names, [hidden, lead])
        : one,
    ),
  });
}

function attachedNames(table: Table, column: string): readonly string[] {
  return [
    ...table.constraints.filter((one) => one.columns.includes(column)).map((one) => one.name),
    ...table.indexes.filter((one) => one.mentions.includes(column)).map((one) => one.name),
  ];
}

function renamedParts(
  table: Table,
  columns: ReadonlyMap<string, string>,
  names: ReadonlyMap<string, string>,
  remade: readonly Column[],
): Table {
  const column = (name: string) => columns.get(name) ?? name;
  const name = (one: string) => names.get(one) ?? one;
  return {
    ...table,
    columns: [
      ...table.columns.filter((one) => !columns.has(one.name)),
      ...remade.map((one, at) => ({ ...one, position: Number.MAX_SAFE_INTEGER - 1 + at })),
    ],
    constraints: table.constraints.map((one) => ({
      ...one,
      name: name(one.name),
      columns: one.columns.map(column),
      indexName: one.indexName === null ? null : name(one.indexName),
    })),
    indexes: table.indexes.map((one) => ({
      ...one,
      name: name(one.name),
      columns: one.columns.map(column),
      mentions: one.mentions.map(column),
      constraintName: one.constraintName === null ? null : name(one.constraintName),
    })),
  };
}

/** Where the new values do not say what the old ones were, those are kept before they are dropped. */
export function keepDrafts(column: RetypedColumn, key: readonly string[]): readonly StepDraft[] {
  if (column.isExact) return [];
  const kept = keptValues(column, key);
  const make: StepDraft = {
    id: `${column.idPrefix}-keep`,
    title: `Make ${kept.archive} for what ${column.old.name} was as ${column.old.type}`,
    kind: "ddl",
    statements: [makeKeptTable(kept)],
    probe: probeAll(is.relation(kept.archive)),
    estimate: shortEstimate(),
    revert: [dropKeptTable(kept)],
  };
  return [make, copyKeptValues(kept)];
}

function keptValues(
  { table, old, formerName, archive, catalog, idPrefix }: RetypedColumn,
  key: readonly string[],
) {
  return { table, column: { ...old, name: formerName }, key, archive, catalog, idPrefix };
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
  return `COALESCE((SELECT kept.${former} ${keptOfRow(keptValues(column, key))} AND NOT (${differs})), ${down})`;
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
    estimate: shortEstimate(),
    after: withoutColumn(table, formerName),
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
        ...(oneWay ? [] : lead(column, "next")),
      ],
      probe: probeAll(is.column(relation, formerName), ...(oneWay ? [] : follows(column, "next"))),
      after: withColumn(table, { ...follow, notNull: false }),
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
