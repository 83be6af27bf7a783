import type { Column, Table } from "@/lib/catalog/model";
import type { ChangeColumnType } from "@/lib/contracts/operation";
import { fail, ok } from "@/lib/contracts/result";
import { factsOf } from "@/lib/sql/facts";
import { volatilityOf } from "@/lib/sql/facts/volatility";
import { quoteIdentifier, relationName } from "@/lib/sql/identifiers";
import { parseExpression } from "@/lib/sql/parse";
import { attachmentDrafts, foreignKeyPartners } from "../attachments";
import { backfillKey } from "../backfill-key";
import { copyRefusals } from "../copy-refusals";
import { shortEstimate } from "../estimate";
import { changedColumn } from "../evolve";
import { finding, notNullMajors, partsOf } from "../operation-parts";
import { type OperationPlanner, type PlanContext, SERVER_MAJORS } from "../operation-plan";
import { is, not, probeAll } from "../probe";
import { ordinaryColumn, refuse } from "../refuse";
import {
  castKeepsOrFails,
  dependsOnTimeZone,
  isCollatable,
  overColumn,
  splitCollation,
} from "../retype/expressions";
import { retypeFindings } from "../retype/findings";
import {
  contractDraft,
  expandDraft,
  fillOf,
  keepDrafts,
  letGoDraft,
  switchDraft,
  undoContract,
} from "../retype/phases";
import { copiesForNext, type RetypedColumn, retypedColumn } from "../retype/retyped-column";
import { switchCheck } from "../retype/switch-check";
import { bothTypesDeploy } from "../snippets/change-column-type";
import { StepList } from "../step-list";

/** In place where the server neither writes nor reads the rows for it, which the fact engine says; else by a second column. */
export const planChangeColumnType: OperationPlanner<ChangeColumnType> = (operation, context) => {
  const { catalog } = context;
  const found = ordinaryColumn(catalog, operation);
  if (!found.ok) return found;
  const { table, column, relation } = found.value;
  const view = catalog.views.find((one) =>
    one.reads.some((read) => read.relation === relation && read.column === column.name),
  );
  if (view) {
    const message = `the view ${relationName(view)} reads ${column.name}, and Postgres refuses to change its type then. Drop or replace the view in a change before this one`;
    return refuse("column", message);
  }
  const using = operation.up === null ? "" : ` USING ${operation.up}`;
  const facts = factsOf(typeStatement(relation, column, wantedType(operation, column)) + using, {
    serverMajor: catalog.serverMajor,
    catalog,
  });
  return facts.rewrites || facts.scans || facts.unknown
    ? bySecondColumn(operation, table, column, context)
    : inPlace(operation, table, column, context);
};

const typeStatement = (relation: string, column: Column, type: string) =>
  `ALTER TABLE ${relation} ALTER COLUMN ${quoteIdentifier(column.name)} TYPE ${type}`;

/** Said without a collation, the column keeps the one it has. */
function wantedType(operation: ChangeColumnType, column: Column): string {
  const { collation } = splitCollation(operation.type);
  const kept = collation === null && column.collation !== null && isCollatable(operation.type);
  return kept ? `${operation.type} COLLATE ${column.collation}` : operation.type;
}

function inPlace(
  operation: ChangeColumnType,
  table: Table,
  column: Column,
  { catalog, index }: PlanContext,
): ReturnType<OperationPlanner<ChangeColumnType>> {
  const relation = relationName(table);
  const wanted = wantedType(operation, column);
  const { type, collation: after } = splitCollation(wanted);
  const collation = column.collation === null ? "" : ` COLLATE ${column.collation}`;
  const change = typeStatement(relation, column, wanted);
  const { locks } = factsOf(change, { serverMajor: catalog.serverMajor, catalog });
  const back = typeStatement(relation, column, `${column.type}${collation}`);
  const narrows = factsOf(back, {
    serverMajor: catalog.serverMajor,
    catalog: changedColumn(table, column.name, { type, collation: after })(catalog),
  });
  const idPrefix = `o${index + 1}`;
  const isOld = is.columnOfType(relation, column.name, column.type);
  const slow = narrows.rewrites || narrows.scans || narrows.unknown;
  const expand = new StepList(catalog);
  expand.add({
    id: `${idPrefix}-type`,
    title: `Make ${column.name} of ${relation} ${wanted}`,
    kind: "ddl",
    statements: [change],
    probe: probeAll(not(isOld)),
    estimate: shortEstimate(),
    after: changedColumn(table, column.name, { type, collation: after }),
    revert: slow
      ? []
      : [
          {
            id: `${idPrefix}-type-back`,
            title: `Make ${column.name} ${column.type} again`,
            kind: "ddl",
            statements: [back],
            probe: probeAll(isOld),
          },
        ],
    ...(slow
      ? {
          loses: `Nothing, but the type stays: making ${column.name} ${column.type} again reads or writes every row while nobody can use the table`,
        }
      : {}),
  });
  return ok(
    partsOf({
      expand: expand.steps,
      relations: locks.map((lock) => lock.relation),
      serverMajors: { min: catalog.serverMajor, max: catalog.serverMajor },
      summary: `Make ${relation}.${quoteIdentifier(column.name)} ${wanted}`,
      findings: [
        finding(
          "info",
          "statements.cached",
          relation,
          `A prepared statement that returns ${column.name} fails once per connection with "cached plan must not change result type" (0A000).`,
        ),
        finding(
          "info",
          "values.wider",
          relation,
          `Once values are written that ${column.type} cannot hold, every release that reads ${column.name} has to bear them.`,
        ),
      ],
    }),
  );
}

const RETYPE = {
  done: "retyped",
  instead:
    "Add a column of the new type that is filled from this one, let the app move over, and drop this one in a later change",
};

function bySecondColumn(
  operation: ChangeColumnType,
  table: Table,
  column: Column,
  context: PlanContext,
): ReturnType<OperationPlanner<ChangeColumnType>> {
  const { catalog, index } = context;
  const relation = relationName(table);
  const refusals = [
    ...copyRefusals(catalog, table, column, RETYPE).map((message) => ({ field: "column", message })),
    ...expressionRefusals(operation, column, context),
  ];
  if (refusals.length > 0) return fail(refusals);
  const key = backfillKey(table, [column.name]);
  if (!key) {
    return refuse(
      "column",
      `${relation} has no primary key and no unique index over NOT NULL columns besides ${column.name}: its rows cannot be filled batch by batch. Add one first, e.g. CREATE UNIQUE INDEX CONCURRENTLY`,
    );
  }
  const { type, collation } = splitCollation(wantedType(operation, column));
  const retyped = retypedColumn({
    catalog,
    table,
    old: column,
    type,
    collation,
    up: operation.up,
    down: operation.down,
    oneWay: operation.onDownFailure === "one-way",
    idPrefix: `o${index + 1}`,
  });
  if (!retyped) {
    return refuse(
      "column",
      "no trigger name is left that sorts behind all others; rename the table's last one",
    );
  }
  const copies = attachmentDrafts(copiesForNext(retyped));
  if ("what" in copies) return cannotCopy(copies.what);
  const undo = undoContract(retyped, key);
  if ("what" in undo) return cannotCopy(undo.what);
  const letGo = retyped.oneWay ? letGoDraft(retyped, key) : null;
  if (letGo && "what" in letGo) return cannotCopy(letGo.what);
  const loses = lossOf(operation, retyped);

  const expand = new StepList(catalog);
  expand.add(expandDraft(retyped));
  const tighten = new StepList(expand.catalog);
  for (const copy of copies) tighten.add(copy);
  const swap = new StepList(tighten.catalog);
  swap.add(switchCheck(retyped));
  swap.add({ ...switchDraft(retyped), ...(loses ? { loses } : {}) });
  if (letGo) swap.add(letGo);
  const contract = new StepList(swap.catalog);
  for (const keep of keepDrafts(retyped, key)) contract.add(keep);
  contract.add({ ...contractDraft(retyped), revert: undo });
  const name = column.name;
  return ok(
    partsOf({
      expand: expand.steps,
      fills: [fillOf(retyped)],
      tighten: tighten.steps,
      switch: swap.steps,
      contract: contract.steps,
      deploys: [bothTypesDeploy({ relation, table: table.name, column: name, from: column.type, to: type })],
      findings: retypeFindings(retyped, operation.onDownFailure),
      relations: [relation, ...foreignKeyPartners(table, name)],
      serverMajors: column.notNull ? notNullMajors(catalog.serverMajor) : SERVER_MAJORS,
      compatibleWith: {
        expand: [`The app as it is, which takes ${name} as ${column.type}`],
        backfill: [`The app as it is, which takes ${name} as ${column.type}`],
        switch: [
          `Only releases that take ${name} as ${type}`,
          ...(operation.onDownFailure === "block"
            ? [`Values that ${column.type} cannot hold are refused until contract`]
            : []),
        ],
        contract: [`Only releases that take ${name} as ${type}`],
      },
      breaking: true,
      summary: `Make ${relation}.${quoteIdentifier(name)} ${type} by a second column that changes places with it`,
    }),
  );
}

const cannotCopy = (what: string) =>
  refuse(
    "column",
    `${what} cannot be copied so that it certainly means the same. Drop it first, or keep the type`,
  );

function expressionRefusals(
  operation: ChangeColumnType,
  column: Column,
  { catalog }: PlanContext,
): readonly { field: string; message: string }[] {
  const { type } = splitCollation(operation.type);
  const said = (["up", "down"] as const).flatMap((field) => {
    const text = operation[field];
    if (text === null) {
      return dependsOnTimeZone(column.type, type)
        ? [
            {
              field,
              message: `the cast between ${column.type} and ${type} means what each session's TimeZone says. Say the zone, e.g. ${quoteIdentifier(column.name)} AT TIME ZONE 'UTC'`,
            },
          ]
        : [];
    }
    if (overColumn(text, column.name, [column.name]) === null) {
      return [
        {
          field,
          message: `${text} must be an expression over ${column.name} alone: no other column, no query`,
        },
      ];
    }
    const parsed = parseExpression(text);
    return parsed.ok && volatilityOf(parsed.value, catalog) === "per-row"
      ? [{ field, message: `${text} gives another value each time it is computed` }]
      : [];
  });
  return said;
}

/** What taking the switch back does not bring to the old column; the values from before it are there untouched. */
function lossOf(
  { up, down, onDownFailure }: ChangeColumnType,
  { old, next, relation }: RetypedColumn,
): string | null {
  const plain = up === null && down === null && onDownFailure === "block";
  return plain && castKeepsOrFails(next.type, old.type)
    ? null
    : `What was written to ${relation}.${old.name} since the switch, as far as ${old.type} cannot hold it`;
}
