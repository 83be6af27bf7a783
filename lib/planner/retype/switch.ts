import type { Column, Table } from "@/lib/catalog/model";
import type { BackfillSpec } from "@/lib/contracts/plan";
import { parseRelationName, quoteIdentifier, relationName } from "@/lib/sql/identifiers";
import { type CannotCopy, checksOf, foreignKeysOf, indexesOf, statisticsOf } from "../attached";
import { attachmentDrafts } from "../attachments";
import { backfillProbe, batchText } from "../backfill";
import { differ } from "../column-values";
import { all, type Evolve, withConstraint, withIndex, withoutConstraint, withoutIndex } from "../evolve";
import { moveIdentity } from "../identity";
import {
  exchangeKey,
  foreignKeyOn,
  indexNameOn,
  keyDrafts,
  type Side,
  takeForeignKeyName,
} from "../key-drafts";
import { dropNotNull } from "../not-null";
import { treeOf } from "../partitioned-index";
import { is, not, probeAll } from "../probe";
import { renameAttachments } from "../rename-attachments";
import type { RevertDraft, StepDraft } from "../step-list";
import { overColumn } from "./expressions";
import {
  dropTriggerStatements,
  follows,
  followsNot,
  functionStatements,
  triggerStatements,
} from "./follow-trigger";
import type { RetypedGroup } from "./group";
import { copiesForFormer, type Leader, pairOf, type RetypedColumn, type TypeSwap } from "./retyped-column";

const alter = (relation: string, what: string) => `ALTER TABLE ${relation} ${what}`;

/** Names and roles exchanged, of the column and all that point at it: a statement of the app sees all of it or nothing. */
export function switchDraft(group: RetypedGroup, idPrefix: string): StepDraft | CannotCopy {
  const [first] = group.columns;
  if (!first) throw new Error("a group has a column");
  const before = keyDrafts(group, "former", `${idPrefix}-former`);
  if ("what" in before) return before;
  const again = keyDrafts(group, "next", `${idPrefix}-again`);
  if ("what" in again) return again;
  const names = group.columns.map(({ old }) => old.name).join(", ");
  return {
    id: `${idPrefix}-switch`,
    title: `Exchange the names: ${names} of ${[...new Set(group.columns.map(({ relation }) => relation))].join(", ")} ${
      group.columns.length > 1 ? "are" : "is"
    } ${first.next.type} from now on, and the old ${group.columns.length > 1 ? "columns follow" : "column follows"}`,
    kind: "ddl",
    statements: exchangeStatements(group, "next"),
    probe: probeAll(...group.columns.flatMap((column) => hasSwitched(column, "next"))),
    after: switched(group, "next"),
    revert: [
      // The old columns lost their part of the keys when the new ones took the names over.
      ...before.map((draft) => ({ ...draft, probe: unlessBack(first, draft.probe) })),
      {
        id: `${idPrefix}-switch-back`,
        title: `Exchange the names again: ${first.old.name} of ${first.relation} is ${first.old.type}`,
        kind: "ddl",
        statements: exchangeStatements(group, "old"),
        probe: probeAll(...group.columns.flatMap((column) => hasSwitched(column, "old"))),
        after: switched(group, "old"),
      },
      ...again,
    ],
  };
}

/** Once the names are exchanged back there is nothing left to do of what comes before. */
function unlessBack({ relation, nextName }: RetypedColumn, probe: string): string {
  return `SELECT CASE WHEN ${is.column(relation, nextName)} THEN 'done' ELSE (${probe}) END`;
}

const lead = (column: RetypedColumn, leader: Leader) => [
  ...functionStatements(column, leader),
  ...triggerStatements(column, leader),
];

function exchangeStatements({ columns, keys, foreignKeys }: RetypedGroup, to: Leader): readonly string[] {
  const side: Side = to === "next" ? "next" : "former";
  return [
    ...columns.flatMap(dropTriggerStatements),
    ...exchangeType(columns[0]?.swap ?? null, to),
    ...foreignKeys.map(({ relation, constraint }) =>
      alter(relation, `DROP CONSTRAINT ${quoteIdentifier(constraint.name)}`),
    ),
    ...columns.flatMap((column) => exchangeColumn(column, to)),
    ...keys.flatMap((key) => exchangeKey(key, side, ({ old }) => old.name)),
    ...columns.flatMap((column) => exchangeAttachments(column, to)),
    ...foreignKeys.flatMap((key) => takeForeignKeyName(key, side)),
    ...columns.flatMap((column) => lead(column, to)),
  ];
}

/** Columns follow a type by its number: the names of the two change hands. */
function exchangeType(swap: TypeSwap | null, to: Leader): readonly string[] {
  if (!swap) return [];
  const bare = (name: string) => quoteIdentifier(parseRelationName(name)?.name ?? name);
  const [aside, into] = to === "next" ? [swap.formerName, swap.nextName] : [swap.nextName, swap.formerName];
  return [
    `ALTER TYPE ${swap.name} RENAME TO ${bare(aside)}`,
    `ALTER TYPE ${into} RENAME TO ${bare(swap.name)}`,
  ];
}

function exchangeColumn(column: RetypedColumn, to: Leader): readonly string[] {
  const { relation, old, nextName, formerName, next } = column;
  const name = quoteIdentifier(old.name);
  const rename = (from: string, into: string) =>
    alter(relation, `RENAME COLUMN ${quoteIdentifier(from)} TO ${quoteIdentifier(into)}`);
  const forth = to === "next";
  const given = forth ? next.default : old.default;
  return [
    ...(old.default === null ? [] : [alter(relation, `ALTER COLUMN ${name} DROP DEFAULT`)]),
    ...moveIdentity({
      catalog: column.catalog,
      relation,
      of: old,
      loses: old.name,
      gains: forth ? nextName : formerName,
      type: forth ? next.type : old.type,
    }),
    rename(old.name, forth ? formerName : nextName),
    rename(forth ? nextName : formerName, old.name),
    ...(given === null ? [] : [alter(relation, `ALTER COLUMN ${name} SET DEFAULT ${given}`)]),
    ...(old.identity === null
      ? ownedSequences(column).map((sequence) => `ALTER SEQUENCE ${sequence} OWNED BY ${relation}.${name}`)
      : []),
  ];
}

function exchangeAttachments(column: RetypedColumn, to: Leader): readonly string[] {
  const { attached, relation, old, catalog, copyName, formerCopyName } = column;
  const order = { table: attached, relation, column: old, catalog };
  const original = (one: string) => one;
  const [aside, into] = to === "next" ? [formerCopyName, copyName] : [copyName, formerCopyName];
  return [...renameAttachments(order, original, aside), ...renameAttachments(order, into, original)];
}

/**
 * Going one way: the former column follows no more, so that values which it cannot hold are accepted. Kept in step no more,
 * it must not stand in the way of writes either, neither with a rule nor with a unique index.
 */
export function letGoDraft(column: RetypedColumn, key: readonly string[]): StepDraft | CannotCopy {
  const { attached: table, relation, old, formerName, formerCopyName: nameOf, idPrefix } = column;
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
      ...(old.notNull
        ? treeOf(column.catalog, table).map((one) => dropNotNull(relationName(one), formerName))
        : []),
      ...(old.comment === null ? [] : [`COMMENT ON COLUMN ${relation}.${name} IS NULL`]),
      ...(old.statisticsTarget === null ? [] : [alter(relation, `ALTER COLUMN ${name} SET STATISTICS -1`)]),
    ],
    probe: probeAll(...followsNot(column)),
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
  return [
    {
      id: `${idPrefix}-follow-again`,
      title: `Let ${formerName} follow ${old.name} again`,
      kind: "ddl",
      statements: lead(column, "next"),
      probe: unlessBack(column, probeAll(...follows(column, "next"))),
    },
    {
      id: `${idPrefix}-catch-up`,
      title: `Bring ${formerName} up to date, in batches`,
      kind: "backfill",
      statements: batchText(spec),
      backfill: spec,
      probe: backfillProbe(spec),
    },
    ...rules.map((rule) => ({ ...rule, probe: unlessBack(column, rule.probe) })),
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

/** What leads now has the names that the catalog had before the change. */
function switched({ columns, keys, foreignKeys }: RetypedGroup, to: Leader): Evolve {
  const side: Side = to === "next" ? "next" : "former";
  return all(
    ...columns.map((column) => switchedColumn(column, to)),
    ...keys
      .flatMap((key) => [key, ...key.partitions])
      .flatMap((place) => [
        withoutIndex(place.table, indexNameOn(place, side)),
        withConstraint(place.table, place.constraint),
        withIndex(place.table, place.index),
      ]),
    ...foreignKeys.flatMap((key) =>
      [key.table, ...key.partitions].flatMap((one) => [
        withoutConstraint(one, foreignKeyOn(key, side)),
        withConstraint(one, key.constraint),
      ]),
    ),
  );
}

function switchedColumn(column: RetypedColumn, to: Leader): Evolve {
  const { attached, old, next, nextName, formerName, copyName, formerCopyName } = column;
  const forth = to === "next";
  const [hiddenAs, was] = forth ? [formerName, nextName] : [nextName, formerName];
  const hidden: Column = { ...(forth ? old : next), name: hiddenAs };
  const columns = new Map([
    [old.name, hiddenAs],
    [was, old.name],
  ]);
  const [aside, into] = forth ? [formerCopyName, copyName] : [copyName, formerCopyName];
  const tree = treeOf(column.catalog, attached);
  const names = new Map(
    tree
      .flatMap((one) => attachedNames(one, old.name))
      .flatMap((name): [string, string][] => [
        [name, aside(name)],
        [into(name), name],
      ]),
  );
  const relations = new Set(tree.map(relationName));
  return (catalog) => ({
    ...catalog,
    tables: catalog.tables.map((one) =>
      relations.has(relationName(one))
        ? renamedParts(one, columns, names, [hidden, forth ? next : old])
        : one,
    ),
  });
}

function attachedNames(table: Table, column: string): readonly string[] {
  return [
    ...table.constraints
      .filter((one) => one.type !== "primary key" && one.columns.includes(column))
      .map((one) => one.name),
    ...table.indexes.filter((one) => !one.primary && one.mentions.includes(column)).map((one) => one.name),
    ...statisticsOf(table, column).map((one) => one.name),
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
    statistics: table.statistics.map((one) => ({
      ...one,
      name: name(one.name),
      columns: one.columns.map(column),
    })),
  };
}
