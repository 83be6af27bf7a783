import type { Catalog, Column, Table } from "@/lib/catalog/model";
import type { DropColumn } from "@/lib/contracts/operation";
import type { BackfillSpec } from "@/lib/contracts/plan";
import { ok } from "@/lib/contracts/result";
import { quoteIdentifier, quoteLiteral, relationName } from "@/lib/sql/identifiers";
import { type AttachmentOrder, foreignKeyPartners, notNullConstraint } from "../attached";
import { attachmentDrafts } from "../attachments";
import { backfillProbe, batchText } from "../backfill";
import { backfillKey, withoutKey } from "../backfill-key";
import { isNull } from "../column-values";
import { failWhere } from "../contract-check";
import { columnStatements } from "../copied-column";
import { copyRefusals } from "../copy-refusals";
import { changedColumn, withColumn, withoutColumn } from "../evolve";
import { findColumn, findTable } from "../find-table";
import {
  copyKeptValues,
  dropKeptTable,
  type KeptValues,
  keptOfRow,
  makeKeptTable,
  noEarlierKept,
} from "../kept-values";
import { fitName, shortHash } from "../names";
import { newNotNullDrafts } from "../not-null";
import { finding, notNullMajors, partsOf } from "../operation-parts";
import type { OperationPlanner } from "../operation-plan";
import { partitionFindings, withAllTriggers } from "../partitioned-column";
import { treeOf } from "../partitioned-index";
import { inInterlock, is, not, probeAll } from "../probe";
import { refuse } from "../refuse";
import { forgetColumnDeploy } from "../snippets/drop-column";
import { type RevertDraft, type StepDraft, StepList } from "../step-list";
import {
  isWatched,
  unwatchStatements,
  type WatchedColumn,
  watchedColumn,
  watchStatements,
  watchStep,
} from "../watched-column";

/**
 * The app forgets the column first, and a tripwire tells whether it has. Then its values are copied aside beside reads
 * and writes, and it is dropped in a transaction that fails where a value was written after the copy.
 */
export const planDropColumn: OperationPlanner<DropColumn> = (operation, context) => {
  const { catalog, index } = context;
  const table = findTable(catalog, operation.table);
  const column = table && findColumn(table, operation.column);
  if (!table || !column) return refuse("column", `${operation.table} has no column ${operation.column}`);
  const reason = copyRefusals(catalog, table, column, DROP)[0];
  if (reason) return refuse("column", reason.replace(/\. $/, ""));
  const relation = relationName(table);
  const key = backfillKey(table, [column.name]);
  if (!key) {
    return refuse(
      "table",
      withoutKey(relation, [column.name], {
        lost: "its values cannot be copied aside so that they find their rows again",
      }),
    );
  }
  const watched = watchedColumn(withAllTriggers(catalog, table), column);
  if (!watched) return refuse("column", "no trigger name is left that sorts behind all others");
  const idPrefix = `o${index + 1}`;
  const archive = inInterlock(
    fitName(`${table.name}_${column.name}`, `_${shortHash(relation, column.name)}_kept`),
  );
  const kept: KeptValues = { table, columns: [column], key, archive, catalog, idPrefix };
  const expand = new StepList(catalog);
  expand.add(noEarlierKept(kept, isWatched(watched)));
  const relax = column.notNull && column.default === null;
  if (relax) expand.add(relaxStep(catalog, table, column, idPrefix));
  expand.add(watchStep(watched, catalog, idPrefix));

  const order: AttachmentOrder = {
    table,
    relation,
    from: relax ? { ...column, notNull: false } : column,
    to: column.name,
    nameOf: (name) => name,
    catalog,
    idPrefix: `${idPrefix}-again`,
  };
  const again = attachmentDrafts(order);
  if ("what" in again)
    return refuse("column", `the way back cannot be written: ${again.what} cannot be made anew`);
  const contract = new StepList(expand.catalog);
  const doomed: Doomed = { watched, archive, key, kept, catalog, idPrefix };
  contract.add(emptyArchive(doomed));
  contract.add(copyKeptValues(doomed.kept));
  contract.add({ ...dropStep(doomed), revert: [...wayBack(doomed), ...again] });
  return ok(
    partsOf({
      expand: expand.steps,
      contract: contract.steps,
      deploys: [forgetColumnDeploy({ relation, table: table.name, column: column.name })],
      relations: [
        ...new Set([...treeOf(catalog, table).map(relationName), ...foreignKeyPartners(table, column.name)]),
      ],
      tripwires: [{ sequence: watched.sequence, title: `Writes of ${operation.table}.${operation.column}` }],
      serverMajors: column.notNull
        ? notNullMajors(catalog.serverMajor)
        : partsOf({ relations: [], summary: "" }).serverMajors,
      breaking: true,
      summary: `Drop ${relation}.${quoteIdentifier(column.name)}; its values stay in ${archive}`,
      compatibleWith: {
        expand: ["The app as it is", `Releases that do not list ${column.name}`],
        backfill: [],
        contract: [`Only releases whose models do not list ${column.name}`],
      },
      findings: [
        finding(
          "info",
          "values.kept",
          relation,
          `The values stay in ${archive}, with the key of their rows, until somebody drops that table: until then the column can be made anew from it. Rows written since have none then.`,
        ),
        finding(
          "info",
          "layout.changed",
          relation,
          `Made anew, ${column.name} would stand last: INSERT and COPY without a column list would put values into other columns.`,
        ),
        ...partitionFindings(table, `${column.name} until contract`),
        ...(table.kind === "partitioned"
          ? [
              finding(
                "info",
                "tripwire.moved-rows",
                relation,
                `An UPDATE that moves a row to another partition writes the whole row there: for the tripwire it is a write of ${column.name}. While such rows have values, contract may fail and can be taken back.`,
              ),
            ]
          : []),
        ...(relax
          ? [
              finding(
                "info",
                "reads.null",
                relation,
                `From expand on ${column.name} may be null: a release that writes it no more leaves it so.`,
              ),
            ]
          : []),
      ],
    }),
  );
};

const DROP = { done: "dropped", instead: "", overPartitions: true };

interface Doomed {
  readonly watched: WatchedColumn;
  /** `interlock.name` of the table with the values. */
  readonly archive: string;
  readonly key: readonly string[];
  readonly kept: KeptValues;
  readonly catalog: Catalog;
  readonly idPrefix: string;
}

/** Where nothing gives it a value, NOT NULL would refuse the inserts of a release that has forgotten it. */
export function relaxStep(catalog: Catalog, table: Table, column: Column, idPrefix: string): StepDraft {
  const relation = relationName(table);
  return {
    id: `${idPrefix}-nullable`,
    title: `Let ${column.name} of ${relation} be null`,
    kind: "ddl",
    statements: [`ALTER TABLE ${relation} ALTER COLUMN ${quoteIdentifier(column.name)} DROP NOT NULL`],
    probe: probeAll(not(is.notNull(relation, column.name))),
    after: changedColumn(table, column.name, { notNull: false }),
    revert: newNotNullDrafts({
      table,
      column: column.name,
      serverMajor: catalog.serverMajor,
      idPrefix,
      constraint: notNullConstraint(table, column.name),
    }),
  };
}

/**
 * Waits for every writer that is under way, sets the tripwire to zero, and makes the table for the values. Whatever is
 * written from here on trips; whatever was written before is seen by the copy.
 */
function emptyArchive({ watched, archive, kept, idPrefix }: Doomed): StepDraft {
  const { relation, column, sequence } = watched;
  return {
    id: `${idPrefix}-keep`,
    title: `Set the tripwire to zero and make ${archive} for the values of ${column.name}`,
    kind: "ddl",
    statements: [
      `LOCK TABLE ${relation} IN SHARE MODE`,
      `ALTER SEQUENCE ${sequence} RESTART`,
      makeKeptTable(kept),
    ],
    probe: probeAll(is.relation(archive)),
    revert: [dropKeptTable(kept)],
  };
}

function dropStep({ watched, idPrefix }: Doomed): StepDraft {
  const { table, relation, column, sequence } = watched;
  const late = `${column.name} of ${relation} was written after its values were copied. Take contract back and see who writes it; tripwire: `;
  return {
    id: `${idPrefix}-drop`,
    title: `Drop ${column.name} of ${relation}, unless it was written since its values were copied`,
    kind: "ddl",
    statements: [
      `LOCK TABLE ${relation} IN ACCESS EXCLUSIVE MODE`,
      failWhere(
        `SELECT ${quoteLiteral(late)} || s.value FROM pg_catalog.pg_sequence_last_value(${quoteLiteral(sequence)}::pg_catalog.regclass) AS s(value) WHERE s.value IS NOT NULL`,
      ),
      ...unwatchStatements(watched),
      `ALTER TABLE ${relation} DROP COLUMN ${quoteIdentifier(column.name)}`,
    ],
    probe: probeAll(not(is.column(relation, column.name)), not(isWatched(watched))),
    after: withoutColumn(table, column.name),
  };
}

/** The column anew, watched, and filled from the values that were kept. What hangs on it follows. */
function wayBack({ watched, archive, key, kept, catalog, idPrefix }: Doomed): readonly RevertDraft[] {
  const { table, relation, column } = watched;
  const name = quoteIdentifier(column.name);
  const ofRow = keptOfRow(kept);
  const spec: BackfillSpec = {
    relation,
    key: [...key],
    writes: [
      {
        kind: "update",
        assignments: [{ column: column.name, expression: `(SELECT kept.${name} ${ofRow})` }],
        pending: `${isNull(`${relation}.${name}`, column, catalog)} AND EXISTS (SELECT ${ofRow})`,
        archive: null,
      },
    ],
  };
  return [
    {
      id: `${idPrefix}-again`,
      title: `Add ${column.name} to ${relation} again`,
      kind: "ddl",
      statements: [
        ...columnStatements(relation, column, column.name),
        ...(column.default === null
          ? []
          : [`ALTER TABLE ${relation} ALTER COLUMN ${name} SET DEFAULT ${column.default}`]),
        ...watchStatements(watched, catalog),
      ],
      probe: probeAll(is.columnOfType(relation, column.name, column.type), isWatched(watched)),
      after: withColumn(table, { ...column, notNull: false }),
    },
    {
      id: `${idPrefix}-again-rows`,
      title: `Fill ${column.name} from ${archive}, in batches`,
      kind: "backfill",
      statements: batchText(spec),
      backfill: spec,
      probe: backfillProbe(spec),
    },
  ];
}
