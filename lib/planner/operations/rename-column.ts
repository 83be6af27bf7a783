import type { Table } from "@/lib/catalog/model";
import type { RenameColumn } from "@/lib/contracts/operation";
import { fail, ok } from "@/lib/contracts/result";
import { quoteIdentifier, relationName } from "@/lib/sql/identifiers";
import { type AttachmentOrder, foreignKeyPartners } from "../attached";
import { attachmentDrafts } from "../attachments";
import { backfillKey, withoutKey } from "../backfill-key";
import { contractCheck } from "../contract-check";
import { columnStatements, pendingCopy } from "../copied-column";
import { copyRefusals } from "../copy-refusals";
import { type DualWrite, dropFunction, makeFunction, triggerStatements } from "../dual-write";
import { withColumn, withoutColumn } from "../evolve";
import { findColumn, findTable } from "../find-table";
import { keyDrafts } from "../key-drafts";
import { attachedTable, movedKeys } from "../moved-keys";
import { dualWriteNames, lastTriggerName, shortHash, temporaryNames } from "../names";
import { type OperationPlan, type OperationPlanner, SERVER_MAJORS } from "../operation-plan";
import { partitionFindings, partitionKeyFindings, withAllTriggers } from "../partitioned-column";
import { onTree, treeOf } from "../partitioned-index";
import { inInterlock, is, not, probeAll } from "../probe";
import { contractStep, sequenceSteps, undoContract } from "../rename-contract";
import { renameFindings } from "../rename-findings";
import { renameSnippets } from "../snippets/rename-column";
import { type StepDraft, StepList } from "../step-list";

/**
 * A new column beside the old one, kept equal both ways by a trigger, filled, given all that hangs on the old one; then
 * the app moves over, and the old column goes. At every boundary the step before can be taken back without loss.
 */
export const planRenameColumn: OperationPlanner<RenameColumn> = (operation, context) => {
  const { catalog } = context;
  const table = findTable(catalog, operation.table);
  const old = table ? findColumn(table, operation.column) : null;
  if (!table || !old) return refuse(`${operation.table} has no column ${operation.column}`);
  const refusals = copyRefusals(catalog, table, old, RENAME);
  if (refusals.length > 0) return fail(refusals.map((message) => ({ field: "column", message })));

  const relation = relationName(table);
  const renamed = { schema: table.schema, table: table.name, column: old.name, to: operation.to };
  const whole = withAllTriggers(catalog, table);
  const trigger = lastTriggerName(renamed, whole);
  if (!trigger)
    return refuse("no trigger name is left that sorts behind all others; rename the table's last one");
  const key = backfillKey(table, []);
  if (!key) {
    return refuse(withoutKey(relation));
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
  const suffix = `_${shortHash(...Object.values(renamed))}`;
  const temporaryName = temporaryNames(catalog, table, suffix);
  const moved = { table, old, nextName: operation.to, formerName: old.name };
  const keys = movedKeys(catalog, [moved], `${suffix}_key`);
  const order: AttachmentOrder = {
    table: attachedTable(table, [moved]),
    relation,
    from: old,
    to: operation.to,
    nameOf: temporaryName,
    catalog,
    idPrefix: prefix,
  };
  const copies = attachmentDrafts(order);
  if ("what" in copies) return cannotCopy(copies.what);
  const keyCopies = keyDrafts(keys, "next", prefix);
  if ("what" in keyCopies) return cannotCopy(keyCopies.what);

  const expand = new StepList(catalog);
  expand.add({
    ...makeFunction(dual, `${prefix}-function`),
    revert: [dropFunction(dual, `${prefix}-function-drop`)],
  });
  expand.add(addColumnStep(dual, table, prefix));

  const tighten = new StepList(expand.catalog);
  for (const copy of [...copies, ...keyCopies]) tighten.add(copy);

  const contract = new StepList(tighten.catalog);
  const parts = { dual, order, keys, prefix };
  const undo = undoContract({ ...parts, key });
  if ("what" in undo) return cannotCopy(undo.what);
  contract.add(contractCheck(parts));
  for (const step of sequenceSteps(parts)) contract.add(step);
  contract.add({ ...contractStep(parts), revert: undo });

  const notNullOn18 = old.notNull && catalog.serverMajor >= 18;
  const plan: OperationPlan = {
    expand: expand.steps,
    fills: [
      {
        table,
        avoid: [],
        write: {
          kind: "update",
          assignments: [{ column: operation.to, expression: quoteIdentifier(old.name) }],
          pending: pendingCopy(old, operation.to, old.name, dual),
          archive: null,
        },
      },
    ],
    tighten: tighten.steps,
    switch: [],
    contract: contract.steps,
    deploys: renameSnippets({
      relation,
      table: table.name,
      column: old.name,
      to: operation.to,
      type: old.type,
    }),
    findings: [
      ...renameFindings(catalog, whole, old, operation.to),
      ...partitionKeyFindings(table, old, "contract"),
      ...partitionFindings(table, `both ${old.name} and ${operation.to} until contract`),
    ],
    assumes: [],
    tripwires: [
      { sequence: dual.sequence, title: `Writes that touched only ${operation.table}.${operation.column}` },
    ],
    relations: [
      ...new Set([
        ...treeOf(catalog, table).map(relationName),
        ...foreignKeyPartners(table, old.name),
        ...keys.foreignKeys.flatMap((one) => [one.table, ...one.partitions].map(relationName)),
      ]),
    ],
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

const RENAME = {
  done: "renamed",
  instead: "Keep the name in the database and map it in the app",
  movesKeys: true,
  overPartitions: true,
};

const refuse = (message: string) => fail([{ field: "column", message }]);

const cannotCopy = (what: string) =>
  refuse(
    `${what} cannot be copied to the new name so that it certainly means the same. Drop it first, or keep the name`,
  );

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
    after: onTree(dual.catalog, table, (one) =>
      withColumn(one, { ...old, name: to, default: null, notNull: false, comment: null, grants: [] }),
    ),
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
        after: onTree(dual.catalog, table, (one) => withoutColumn(one, to)),
      },
    ],
  };
}
