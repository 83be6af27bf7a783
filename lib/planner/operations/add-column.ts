import { blankColumn } from "@/lib/catalog/blank";
import type { Column, Table } from "@/lib/catalog/model";
import type { AddColumn } from "@/lib/contracts/operation";
import type { PlanFinding } from "@/lib/contracts/plan";
import { fail, ok } from "@/lib/contracts/result";
import { type FunctionsNamed, functionsOf, volatilityOf } from "@/lib/sql/facts/volatility";
import { quoteIdentifier, relationName } from "@/lib/sql/identifiers";
import { bodyOf, parseExpression } from "@/lib/sql/parse";
import { backfillKey, withoutKey } from "../backfill-key";
import { withColumn, withoutColumn } from "../evolve";
import { findTable } from "../find-table";
import { newNotNullDrafts } from "../not-null";
import { type OperationPlanner, type RowsToFill, SERVER_MAJORS } from "../operation-plan";
import { is, not, probeAll, probeEither } from "../probe";
import { writeColumnDeploy } from "../snippets/add-column";
import { StepList } from "../step-list";

/** How the rows that exist get their value, and what has to happen before the column may be NOT NULL. */
type Route =
  /** One statement that writes no row: a nullable column, or a default that is computed once. */
  | { readonly kind: "direct" }
  /** A default for new rows, then the rows that exist in batches. */
  | { readonly kind: "fill"; readonly expression: string }
  /** The app gives the value: NOT NULL has to wait for its release. */
  | { readonly kind: "app-writes"; readonly expression: string | null };

export const planAddColumn: OperationPlanner<AddColumn> = (operation, context) => {
  const { catalog } = context;
  const table = findTable(catalog, operation.table);
  if (!table) return fail([{ field: "table", message: `there is no table ${operation.table}` }]);
  const relation = relationName(table);
  const column = quoteIdentifier(operation.column);
  if (table.kind === "partition" || table.kind === "foreign") {
    return fail([
      {
        field: "table",
        message: `${relation} is a ${table.kind === "foreign" ? "foreign table" : "partition"}: add the column where it is defined`,
      },
    ]);
  }
  const route = routeOf(operation, functionsOf(catalog));
  const bare = `ALTER TABLE ${relation} ADD COLUMN ${column} ${operation.type}`;
  if (route.kind !== "direct" && table.kind === "partitioned") {
    return fail([
      {
        field: "table",
        message: `${relation} is partitioned: its rows cannot be filled in one walk. Add the column nullable, or with a constant default`,
      },
    ]);
  }
  const needsFill = route.kind !== "direct" && route.expression !== null;
  if (needsFill && !backfillKey(table, [])) {
    return fail([
      {
        field: "table",
        message: withoutKey(relation),
      },
    ]);
  }

  const prefix = `o${context.index + 1}`;
  const defaultClause = operation.default === null ? "" : ` DEFAULT ${operation.default}`;
  const direct = route.kind === "direct";
  const statements = direct
    ? [`${bare}${defaultClause}${operation.nullable ? "" : " NOT NULL"}`]
    : [
        bare,
        // Set apart from ADD COLUMN, a default is for new rows only: no row is written.
        ...(operation.default === null
          ? []
          : [`ALTER TABLE ${relation} ALTER COLUMN ${column} SET DEFAULT ${operation.default}`]),
      ];
  const expand = new StepList(catalog);
  expand.add({
    id: `${prefix}-column`,
    title: `Add ${operation.column} to ${relation}`,
    kind: "ddl",
    statements,
    probe: probeEither(
      is.columnAsWritten(relation, operation.column, operation.type),
      is.column(relation, operation.column),
    ),
    after: withColumn(table, newColumn(operation, direct && !operation.nullable)),
    revert: [
      {
        id: `${prefix}-column-drop`,
        title: `Drop ${operation.column} of ${relation}`,
        kind: "ddl",
        statements: [`ALTER TABLE ${relation} DROP COLUMN IF EXISTS ${column}`],
        // A column of another type is not ours to drop.
        probe: probeAll(not(is.columnAsWritten(relation, operation.column, operation.type))),
        after: withoutColumn(table, operation.column),
      },
    ],
    loses: `Every value of ${relation}.${operation.column}`,
  });

  const [added] = expand.steps;
  if (added?.rewrites) {
    return fail([
      {
        field: "type",
        message: `adding a column of type ${operation.type} writes every row of ${relation} while nobody can read it. Use the plain type: for serial and identity, bigint with the default nextval('…') of a sequence; for a domain with a constraint, its base type and a check`,
      },
    ]);
  }

  const tighten = new StepList(expand.catalog);
  const mustTighten = !direct && !operation.nullable;
  if (mustTighten) {
    for (const draft of newNotNullDrafts({
      table,
      column: operation.column,
      serverMajor: catalog.serverMajor,
      idPrefix: prefix,
    })) {
      tighten.add(draft);
    }
  }
  const fills: readonly RowsToFill[] =
    route.kind !== "direct" && route.expression !== null
      ? [
          {
            table,
            avoid: [],
            write: {
              kind: "update",
              assignments: [{ column: operation.column, expression: route.expression }],
              // A value that computes to null stays null: such a row is done.
              pending: `${column} IS NULL AND (${route.expression}) IS NOT NULL`,
              archive: null,
            },
          },
        ]
      : [];
  const appWrites = route.kind === "app-writes";
  return ok({
    expand: expand.steps,
    fills,
    tighten: tighten.steps,
    switch: [],
    contract: [],
    deploys: appWrites
      ? [writeColumnDeploy({ relation, table: table.name, column: operation.column, type: operation.type })]
      : [],
    findings: findingsOf(operation, table, relation, route, added?.unknown === true),
    assumes: [],
    tripwires: [],
    relations: [relation],
    serverMajors: mustTighten
      ? catalog.serverMajor >= 18
        ? { min: 18, max: SERVER_MAJORS.max }
        : { min: SERVER_MAJORS.min, max: 17 }
      : SERVER_MAJORS,
    compatibleWith: {
      expand: ["The app as it is", `Releases that know ${operation.column}`],
      backfill: appWrites ? [`Only releases that write ${operation.column}`] : ["Every release"],
      contract: [],
    },
    breaking: false,
    summary: `Add ${relation}.${column}`,
  });
};

function routeOf(operation: AddColumn, functions: FunctionsNamed): Route {
  const parsed = operation.default === null ? null : parseExpression(operation.default);
  // DEFAULT NULL is no default.
  const hasDefault = parsed?.ok === true && !bodyOf(parsed.value, "A_Const")?.isnull;
  if (operation.backfill !== null) {
    return hasDefault || operation.nullable
      ? { kind: "fill", expression: operation.backfill }
      : { kind: "app-writes", expression: operation.backfill };
  }
  if (!hasDefault) return operation.nullable ? { kind: "direct" } : { kind: "app-writes", expression: null };
  const once = parsed.ok && volatilityOf(parsed.value, functions) === "once";
  return once ? { kind: "direct" } : { kind: "fill", expression: operation.default ?? "NULL" };
}

function newColumn(operation: AddColumn, notNull: boolean): Column {
  const position = Number.MAX_SAFE_INTEGER;
  return blankColumn(operation.column, operation.type, { position, notNull, default: operation.default });
}

function findingsOf(
  operation: AddColumn,
  table: Table,
  relation: string,
  route: Route,
  unknownType: boolean,
): readonly PlanFinding[] {
  const findings: PlanFinding[] = [
    {
      code: "statements.cached-star",
      level: "info",
      message: `A prepared SELECT * from ${relation} fails once per connection with "cached plan must not change result type" (0A000) when the column is added.`,
      relation,
      help: "Name the columns in prepared statements.",
    },
  ];
  if (unknownType) {
    findings.push({
      code: "type.unknown",
      level: "warning",
      message: `The type ${operation.type} is not known to the planner: a domain with a constraint would rewrite ${relation} while nobody can read it.`,
      relation,
      help: "Make sure that it is no domain with a CHECK or NOT NULL.",
    });
  }
  if (route.kind === "app-writes" && route.expression === null && table.rowEstimate !== 0) {
    findings.push({
      code: "rows.left-null",
      level: "warning",
      message: `Nothing fills ${operation.column} in the rows that exist: the check before NOT NULL fails while one of them lacks it.`,
      relation,
      help: "Give an expression to fill them with, or let the app write them before the next phase.",
    });
  }
  if (table.publications.length > 0) {
    findings.push({
      code: "publication.new-column",
      level: "warning",
      message: `${relation} is published (${table.publications.join(", ")}). A subscriber whose table lacks ${operation.column} stops replicating at the first write after expand.`,
      relation,
      help: `Add ${operation.column} to the subscribers' tables before expand.`,
    });
  }
  return findings;
}
