import type { Column, Table } from "@/lib/catalog/model";
import type { RenameColumn } from "@/lib/contracts/operation";
import { fail, ok } from "@/lib/contracts/result";
import { quoteIdentifier, relationName } from "@/lib/sql/identifiers";
import {
  type AttachmentOrder,
  attachmentDrafts,
  checksOf,
  foreignKeysOf,
  grantStatements,
  indexesOf,
  notNullConstraint,
  statisticsOf,
} from "../attachments";
import { backfillProbe, batchText } from "../backfill";
import { backfillKey } from "../backfill-key";
import { isNotNull, isNull } from "../column-values";
import { type DualWrite, dropFunction, makeFunction, triggerStatements } from "../dual-write";
import { shortEstimate } from "../estimate";
import { withColumn, withoutColumn } from "../evolve";
import { findColumn, findTable } from "../find-table";
import { dualWriteNames, freeName, lastTriggerName, shortHash } from "../names";
import { type OperationPlan, type OperationPlanner, SERVER_MAJORS } from "../operation-plan";
import { inInterlock, is, not, probeAll } from "../probe";
import { renameFindings } from "../rename-findings";
import { renameRefusals } from "../rename-refusals";
import { renameSnippets } from "../snippets/rename-column";
import { type RevertDraft, type StepDraft, StepList } from "../step-list";

/**
 * A new column beside the old one, kept equal both ways by a trigger, filled, given all that hangs on the old one; then
 * the app moves over, and the old column goes. At every boundary the step before can be taken back without loss.
 */
export const planRenameColumn: OperationPlanner<RenameColumn> = (operation, context) => {
  const { catalog } = context;
  const table = findTable(catalog, operation.table);
  const old = table ? findColumn(table, operation.column) : null;
  if (!table || !old) return refuse(`${operation.table} has no column ${operation.column}`);
  const refusals = renameRefusals(catalog, table, old);
  if (refusals.length > 0) return fail(refusals.map((message) => ({ field: "column", message })));

  const relation = relationName(table);
  const renamed = { schema: table.schema, table: table.name, column: old.name, to: operation.to };
  const trigger = lastTriggerName(renamed, table);
  if (!trigger)
    return refuse("no trigger name is left that sorts behind all others; rename the table's last one");
  const key = backfillKey(table, [old.name]);
  if (!key) {
    return refuse(
      `${relation} has no primary key and no unique index over NOT NULL columns besides ${old.name}: its rows cannot be filled batch by batch. Add one first, e.g. CREATE UNIQUE INDEX CONCURRENTLY`,
    );
  }
  const names = dualWriteNames(renamed);
  const dual: DualWrite = {
    relation,
    old,
    to: operation.to,
    catalog,
    function: inInterlock(names.function),
    sequence: inInterlock(names.sequence),
    trigger,
  };
  const prefix = `o${context.index + 1}`;
  const temporaryName = temporaryNames(catalog, table, shortHash(...Object.values(renamed)));
  const order: AttachmentOrder = {
    table,
    relation,
    from: old,
    to: operation.to,
    nameOf: temporaryName,
    serverMajor: catalog.serverMajor,
    idPrefix: prefix,
  };
  const copies = attachmentDrafts(order);
  if ("what" in copies) return cannotCopy(copies.what);

  const expand = new StepList(catalog);
  expand.add({
    ...makeFunction(dual, `${prefix}-function`),
    estimate: shortEstimate(),
    revert: [dropFunction(dual, `${prefix}-function-drop`)],
  });
  expand.add(addColumnStep(dual, table, prefix));

  const tighten = new StepList(expand.catalog);
  for (const copy of copies) tighten.add(copy);

  const contract = new StepList(tighten.catalog);
  const undo = undoContract({ dual, order, prefix, key });
  if ("what" in undo) return cannotCopy(undo.what);
  contract.add({ ...contractStep({ dual, order, prefix }), revert: undo });

  const notNullOn18 = old.notNull && catalog.serverMajor >= 18;
  const plan: OperationPlan = {
    expand: expand.steps,
    fill: {
      table,
      avoid: [old.name],
      column: operation.to,
      expression: quoteIdentifier(old.name),
      pending: pendingCopy(old, operation.to, old.name, dual),
    },
    tighten: tighten.steps,
    tightenAfterDeploy: false,
    contract: contract.steps,
    deploys: renameSnippets({
      relation,
      table: table.name,
      column: old.name,
      to: operation.to,
      type: old.type,
    }),
    findings: renameFindings(catalog, table, old, operation.to),
    assumes: [],
    relations: [relation, ...partners(table, old.name)],
    serverMajors: {
      // Not-null constraints have names, and may be NOT VALID, from 18 on only: the steps differ.
      min: notNullOn18 ? 18 : SERVER_MAJORS.min,
      max: old.notNull && !notNullOn18 ? 17 : SERVER_MAJORS.max,
    },
    compatibleWith: {
      expand: [`The app as it is, which reads and writes ${old.name}`],
      backfill: [
        `The app as it is, which reads and writes ${old.name}`,
        `Once the phase is done: also the next release, which reads and writes ${operation.to}`,
      ],
      contract: [`Only releases whose models no longer list ${old.name}`],
    },
    breaking: true,
    summary: `Rename ${relation}.${quoteIdentifier(old.name)} to ${quoteIdentifier(operation.to)} by a copy kept in step both ways`,
  };
  return ok(plan);
};

const refuse = (message: string) => fail([{ field: "column", message }]);

const cannotCopy = (what: string) =>
  refuse(
    `${what} cannot be copied to the new name so that it certainly means the same. Drop it first, or keep the name`,
  );

/** Names for what is copied while the originals still stand; free in the schema, and the same every time. */
function temporaryNames(
  catalog: Parameters<OperationPlanner<RenameColumn>>[1]["catalog"],
  table: Table,
  hash: string,
): (original: string) => string {
  const inSchema = <T extends { schema: string }>(list: readonly T[]) =>
    list.filter((one) => one.schema === table.schema);
  const taken = new Set([
    ...inSchema(catalog.tables).flatMap((one) => [
      one.name,
      ...one.indexes.map((index) => index.name),
      ...one.statistics.map((statistics) => statistics.name),
    ]),
    ...inSchema(catalog.views).map((one) => one.name),
    ...inSchema(catalog.sequences).map((one) => one.name),
    ...table.constraints.map((one) => one.name),
  ]);
  const given = new Map<string, string>();
  return (original) => {
    const known = given.get(original);
    if (known) return known;
    const name = freeName(original, `_${hash}`, taken);
    taken.add(name);
    given.set(original, name);
    return name;
  };
}

function partners(table: Table, column: string): string[] {
  return foreignKeysOf(table, column).flatMap(({ references }) =>
    references ? relationName({ schema: references.schema, name: references.table }) : [],
  );
}

/** SQL: the row's `to` is empty while `from` is not. */
function pendingCopy(old: Column, to: string, from: string, { catalog }: DualWrite): string {
  return `${isNull(quoteIdentifier(to), old, catalog)} AND ${isNotNull(quoteIdentifier(from), old, catalog)}`;
}

/** The column and its grants, without default and NOT NULL: adding it changes the catalog only. */
function columnStatements(relation: string, column: Column, name: string): string[] {
  const quoted = quoteIdentifier(name);
  const collate = column.collation === null ? "" : ` COLLATE ${column.collation}`;
  const statements = [`ALTER TABLE ${relation} ADD COLUMN ${quoted} ${column.type}${collate}`];
  if (column.storage !== null) {
    statements.push(`ALTER TABLE ${relation} ALTER COLUMN ${quoted} SET STORAGE ${column.storage}`);
  }
  if (column.compression !== null) {
    statements.push(`ALTER TABLE ${relation} ALTER COLUMN ${quoted} SET COMPRESSION ${column.compression}`);
  }
  return [...statements, ...grantStatements(relation, column, name)];
}

/** Column and trigger in one transaction: no write may fall between them. */
function addColumnStep(dual: DualWrite, table: Table, prefix: string): StepDraft {
  const { relation, old, to } = dual;
  return {
    id: `${prefix}-column`,
    title: `Add ${to} to ${relation}, empty, and keep it equal to ${old.name} from now on`,
    kind: "ddl",
    statements: [...columnStatements(relation, old, to), ...triggerStatements(dual)],
    probe: probeAll(
      is.columnOfType(relation, to, old.type),
      is.trigger(relation, dual.trigger, dual.function),
    ),
    estimate: shortEstimate(),
    after: withColumn(table, { ...old, name: to, default: null, notNull: false, comment: null, grants: [] }),
    revert: [
      {
        id: `${prefix}-column-drop`,
        title: `Drop ${to}; ${old.name} holds every value`,
        kind: "ddl",
        statements: [
          `DROP TRIGGER IF EXISTS ${quoteIdentifier(dual.trigger)} ON ${relation}`,
          `ALTER TABLE ${relation} DROP COLUMN IF EXISTS ${quoteIdentifier(to)}`,
        ],
        probe: probeAll(not(is.column(relation, to)), not(is.trigger(relation, dual.trigger, dual.function))),
        after: withoutColumn(table, to),
      },
    ],
  };
}

interface Contract {
  readonly dual: DualWrite;
  readonly order: AttachmentOrder;
  readonly prefix: string;
}

/** Sequences that would go with the old column, as a serial column has one. */
function ownedSequences({ dual: { relation, old, catalog } }: Contract): string[] {
  return catalog.sequences
    .filter((one) => one.ownedBy?.relation === relation && one.ownedBy.column === old.name)
    .map(relationName);
}

/** The naive rename leaves every constraint and index under its name: so do we, once the originals are gone. */
function renames({ order, dual: { relation, old } }: Contract, back: boolean): string[] {
  const { table, nameOf } = order;
  const swap = (original: string) => {
    const [from, to] = back ? [original, nameOf(original)] : [nameOf(original), original];
    return { from, to: quoteIdentifier(to) };
  };
  const constraint = (original: string) => {
    const { from, to } = swap(original);
    return `ALTER TABLE ${relation} RENAME CONSTRAINT ${quoteIdentifier(from)} TO ${to}`;
  };
  const inSchema = (kind: string, schema: string, original: string) => {
    const { from, to } = swap(original);
    return `ALTER ${kind} ${relationName({ schema, name: from })} RENAME TO ${to}`;
  };
  const owned = new Set(table.constraints.flatMap((one) => one.indexName ?? []));
  const indexes = indexesOf(table, old.name);
  return [
    ...(old.notNull && order.serverMajor >= 18 ? [constraint(notNullConstraint(table, old.name))] : []),
    ...[...checksOf(table, old.name), ...foreignKeysOf(table, old.name)].map((one) => constraint(one.name)),
    // Renaming a constraint renames its index with it.
    ...indexes.filter((one) => owned.has(one.name)).map((one) => constraint(one.constraintName ?? one.name)),
    ...indexes.filter((one) => !owned.has(one.name)).map((one) => inSchema("INDEX", table.schema, one.name)),
    ...statisticsOf(table, old.name).map((one) => inSchema("STATISTICS", one.schema, one.name)),
  ];
}

function contractStep(contract: Contract): StepDraft {
  const { dual, order, prefix } = contract;
  const { relation, old, to } = dual;
  const alter = `ALTER TABLE ${relation}`;
  return {
    id: `${prefix}-drop-old`,
    title: `Drop ${old.name} of ${relation}; ${to} takes over its default and the names of its constraints and indexes`,
    kind: "ddl",
    statements: [
      `DROP TRIGGER ${quoteIdentifier(dual.trigger)} ON ${relation}`,
      ...ownedSequences(contract).map(
        (sequence) => `ALTER SEQUENCE ${sequence} OWNED BY ${relation}.${quoteIdentifier(to)}`,
      ),
      ...(old.default === null
        ? []
        : [`${alter} ALTER COLUMN ${quoteIdentifier(to)} SET DEFAULT ${old.default}`]),
      `${alter} DROP COLUMN ${quoteIdentifier(old.name)}`,
      `DROP FUNCTION ${dual.function}()`,
      `DROP SEQUENCE ${dual.sequence}`,
      ...renames(contract, false),
    ],
    // One transaction: either all of it has happened or nothing.
    probe: probeAll(
      not(is.column(relation, old.name)),
      not(is.trigger(relation, dual.trigger, dual.function)),
      not(is.routine(dual.function)),
    ),
    estimate: shortEstimate(),
    after: withoutColumn(order.table, old.name),
  };
}

/**
 * Makes the state before contract again: the old column, filled from the new one, with dual write. Lossless, because
 * the two were equal when the old one was dropped.
 */
function undoContract({
  key,
  ...contract
}: Contract & { key: readonly string[] }): readonly RevertDraft[] | { readonly what: string } {
  const { dual, order, prefix } = contract;
  const { relation, old, to } = dual;
  const alter = `ALTER TABLE ${relation}`;
  const undo = `${prefix}-undo`;
  const restored = attachmentDrafts({ ...order, to: old.name, nameOf: (name) => name, idPrefix: undo });
  if ("what" in restored) return restored;
  const pending = pendingCopy(old, old.name, to, dual);
  const spec = {
    relation,
    key: [...key],
    assignments: [{ column: old.name, expression: quoteIdentifier(to) }],
    pending,
  };
  return [
    makeFunction(dual, `${undo}-function`),
    {
      id: `${undo}-column`,
      title: `Add ${old.name} again and keep it equal to ${to}`,
      kind: "ddl",
      statements: [
        ...renames(contract, true),
        ...columnStatements(relation, old, old.name),
        ...ownedSequences(contract).map(
          (sequence) => `ALTER SEQUENCE ${sequence} OWNED BY ${relation}.${quoteIdentifier(old.name)}`,
        ),
        ...(old.default === null
          ? []
          : [
              `${alter} ALTER COLUMN ${quoteIdentifier(to)} DROP DEFAULT`,
              // Set after the column is there: rows that exist are filled from the new column, not with the default.
              `${alter} ALTER COLUMN ${quoteIdentifier(old.name)} SET DEFAULT ${old.default}`,
            ]),
        ...triggerStatements(dual),
      ],
      probe: probeAll(
        is.columnOfType(relation, old.name, old.type),
        is.trigger(relation, dual.trigger, dual.function),
      ),
      after: withColumn(order.table, { ...old, notNull: false }),
    },
    {
      id: `${undo}-rows`,
      title: `Fill ${old.name} from ${to}, in batches`,
      kind: "backfill",
      statements: [batchText(spec)],
      backfill: spec,
      probe: backfillProbe(relation, pending),
    },
    ...restored,
  ];
}
