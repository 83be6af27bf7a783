import type { Column, Table } from "@/lib/catalog/model";
import { canonicalType } from "@/lib/change/sql-text";
import type { ChangeColumnType } from "@/lib/contracts/operation";
import { fail, ok } from "@/lib/contracts/result";
import { factsOf } from "@/lib/sql/facts";
import { functionsOf, volatilityOf } from "@/lib/sql/facts/volatility";
import { quoteIdentifier, relationName } from "@/lib/sql/identifiers";
import { parseExpression } from "@/lib/sql/parse";
import { foreignKeyPartners } from "../attached";
import { changedColumn } from "../evolve";
import { identityType } from "../identity";
import { finding, notNullMajors, partsOf } from "../operation-parts";
import { type OperationPlanner, type PlanContext, SERVER_MAJORS } from "../operation-plan";
import { fixedByPartitions } from "../partitioned-column";
import { treeOf } from "../partitioned-index";
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
  othersOf,
  type RetypedGroup,
  referencingColumns,
  retypedGroup,
  withReferencing,
} from "../retype/group";
import { fillOf } from "../retype/phases";
import { retypeRefusals, retypeSteps } from "../retype/steps";
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
  const fixed = fixedByPartitions(catalog, table, column, OF_A_KEY);
  if (fixed[0]) return refuse("column", fixed[0]);
  const using = operation.up === null ? "" : ` USING ${operation.up}`;
  const facts = factsOf(typeStatement(relation, column, wantedType(operation, column)) + using, {
    serverMajor: catalog.serverMajor,
    catalog,
  });
  return facts.rewrites || facts.scans || facts.unknown
    ? bySecondColumn(operation, table, column, context)
    : inPlace(operation, table, column, context);
};

const OF_A_KEY = {
  done: "given another type",
  instead: "Make a table that is partitioned by the new type, and let the app move over",
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
  const isOld = is.columnOfTypeAndCollation(relation, column.name, column.type, column.collation);
  const slow = narrows.rewrites || narrows.scans || narrows.unknown;
  const expand = new StepList(catalog);
  expand.add({
    id: `${idPrefix}-type`,
    title: `Make ${column.name} of ${relation} ${wanted}`,
    kind: "ddl",
    statements: [change],
    probe: probeAll(not(isOld)),
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

function bySecondColumn(
  operation: ChangeColumnType,
  table: Table,
  column: Column,
  context: PlanContext,
): ReturnType<OperationPlanner<ChangeColumnType>> {
  const { catalog, index } = context;
  const places = referencingColumns(catalog, { table, column });
  const refusals = [
    ...places.flatMap((place) => retypeRefusals(catalog, place, place.column !== column)),
    ...expressionRefusals(operation, column, context),
  ];
  if (refusals.length > 0) return fail(refusals);
  const idPrefix = `o${index + 1}`;
  const { type, collation } = splitCollation(wantedType(operation, column));
  if (places.some((place) => place.column.identity !== null) && identityType(type) === null) {
    return refuse("type", `an identity column is smallint, integer or bigint, not ${type}`);
  }
  const order = {
    catalog,
    table,
    old: column,
    type,
    collation,
    up: operation.up,
    down: operation.down,
    oneWay: operation.onDownFailure === "one-way",
    idPrefix,
  };
  const group = retypedGroup(
    catalog,
    withReferencing(order, (other) => sameType(other, type, catalog)),
  );
  if (!group) {
    return refuse(
      "column",
      "no trigger name is left that sorts behind all others; rename the table's last one",
    );
  }
  const steps = retypeSteps(group, { idPrefix, loses: lossOf(operation, group), catalog });
  if ("what" in steps) return cannotCopy(steps.what);
  if (steps.expand.some((step) => step.rewrites)) {
    return refuse(
      "type",
      `adding a column of type ${type} writes every row while nobody can read the table: a domain with a constraint. Take its base type, and add the constraint as a check`,
    );
  }
  const relation = relationName(table);
  const name = column.name;
  const touched = group.columns.map((one) => one.table);
  const keyTables = group.foreignKeys.flatMap((key) => [key.table, ...key.partitions].map(relationName));
  const others = othersOf(group);
  return ok(
    partsOf({
      ...steps,
      fills: group.columns.map(fillOf),
      deploys: group.columns.map((one) =>
        bothTypesDeploy({
          relation: one.relation,
          table: one.table.name,
          column: one.old.name,
          from: one.old.type,
          to: type,
        }),
      ),
      findings: group.columns.flatMap((one) => retypeFindings(one, operation.onDownFailure)),
      relations: [
        ...new Set([
          ...group.columns.flatMap((one) => [
            ...treeOf(catalog, one.table).map(relationName),
            ...foreignKeyPartners(one.table, one.old.name),
          ]),
          ...keyTables,
        ]),
      ],
      serverMajors: touched.some((one) => one.columns.some((other) => other.notNull))
        ? notNullMajors(catalog.serverMajor)
        : SERVER_MAJORS,
      compatibleWith: {
        expand: [`The app as it is, which takes ${name} as ${column.type}`],
        backfill: [`The app as it is, which takes ${name} as ${column.type}`],
        switch: [`Only releases that take ${name} as ${type}`],
        contract: [`Only releases that take ${name} as ${type}`],
      },
      breaking: true,
      summary: `Make ${relation}.${quoteIdentifier(name)} ${type}${others.length > 0 ? `, and with it ${others.join(", ")},` : ""} by a second column that changes places with it`,
    }),
  );
}

function sameType(left: string, right: string, catalog: PlanContext["catalog"]): boolean {
  const [a, b] = [canonicalType(left, catalog), canonicalType(right, catalog)];
  return a.ok && b.ok && a.value === b.value;
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
    return parsed.ok && volatilityOf(parsed.value, functionsOf(catalog)) === "per-row"
      ? [{ field, message: `${text} gives another value each time it is computed` }]
      : [];
  });
  return said;
}

/** What taking the switch back does not bring to the old columns; the values from before it are there untouched. */
function lossOf({ up, down, onDownFailure }: ChangeColumnType, { columns }: RetypedGroup): string | null {
  const plain = up === null && down === null && onDownFailure === "block";
  const losing = columns.filter((one) => !plain || !castKeepsOrFails(one.next.type, one.old.type));
  const [first] = losing;
  if (!first) return null;
  const where = losing.map(({ relation, old }) => `${relation}.${old.name}`).join(", ");
  return `What was written to ${where} since the switch, as far as ${first.old.type} cannot hold it`;
}
