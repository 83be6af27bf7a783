import { blankColumn } from "@/lib/catalog/blank";
import type { Column, Table } from "@/lib/catalog/model";
import type { AddGeneratedColumn } from "@/lib/contracts/operation";
import { ok } from "@/lib/contracts/result";
import { quoteIdentifier, quoteLiteral, relationName } from "@/lib/sql/identifiers";
import { backfillKey, withoutKey } from "../backfill-key";
import { differ } from "../column-values";
import { functionStatement, triggerStatements } from "../dual-write";
import { withColumn, withoutColumn } from "../evolve";
import { overGenerated } from "../generated-columns";
import { fitName, lastTriggerName } from "../names";
import { newNotNullDrafts } from "../not-null";
import { finding, notNullMajors, partsOf } from "../operation-parts";
import {
  type OperationPlan,
  type OperationPlanner,
  type PlanContext,
  SERVER_MAJORS,
} from "../operation-plan";
import { treeOf } from "../partitioned-index";
import { is, not, probeAll } from "../probe";
import { ordinaryTable, refuse } from "../refuse";
import { castTo, ofRow } from "../retype/expressions";
import { isSmall, smallTable } from "../small-table";
import { obeyRuleDeploy } from "../snippets/obey-rule";
import { StepList } from "../step-list";

interface Place {
  readonly operation: AddGeneratedColumn;
  readonly context: PlanContext;
  readonly table: Table;
  readonly relation: string;
  /** As it will be. */
  readonly column: Column;
}

/**
 * A virtual column touches the catalog only (observed on 18). A stored one writes every row under ACCESS EXCLUSIVE (observed
 * on 13 to 18): where there is more than a handful of rows, an ordinary column that a trigger computes takes its place.
 */
export const planAddGeneratedColumn: OperationPlanner<AddGeneratedColumn> = (operation, context) => {
  const { catalog } = context;
  const { column: name, type, expression, stored } = operation;
  const found = ordinaryTable(catalog, operation.table);
  if (!found.ok) return found;
  const { table, relation } = found.value;
  const computed = overGenerated(table, expression);
  if (computed !== null) return refuse("expression", computed);
  const declares = !stored || (isSmall(table) && treeOf(catalog, table).length === 1);
  const kind = stored ? "stored" : "virtual";
  const column = blankColumn(name, type, declares ? { generated: { kind, expression } } : {});
  const place = { operation, context, table, relation, column };
  const plan = declares ? ok(declared(place)) : byTrigger(place);
  return plan.ok && !operation.nullable ? ok(withNotNull(plan.value, place)) : plan;
};

/** By a proof once the rows are filled: said with the column, NOT NULL has every row read under ACCESS EXCLUSIVE. */
function withNotNull(plan: OperationPlan, place: Place): OperationPlan {
  const { operation, context, table, relation, column } = place;
  const { catalog, index } = context;
  const tighten = new StepList(withColumn(table, column)(catalog));
  const drafts = newNotNullDrafts({
    table,
    column: column.name,
    serverMajor: catalog.serverMajor,
    idPrefix: `o${index + 1}`,
  });
  for (const draft of drafts) tighten.add(draft);
  return {
    ...plan,
    tighten: tighten.steps,
    relations: treeOf(catalog, table).map(relationName),
    serverMajors: notNullMajors(catalog.serverMajor),
    deploys: [
      obeyRuleDeploy({
        relation,
        table: table.name,
        rule: `that ${operation.expression} is not null, which is what ${column.name} is computed as`,
      }),
    ],
    compatibleWith: {
      ...plan.compatibleWith,
      backfill: [`Only releases that write no row whose ${column.name} is null`],
    },
    findings: [
      ...plan.findings,
      finding(
        "info",
        "rows.null",
        relation,
        `Rows whose ${column.name} is null make the proof fail, and from the first statement on every update of them fails too.`,
        `Find them: SELECT * FROM ${relation} WHERE (${operation.expression}) IS NULL LIMIT 20`,
      ),
    ],
  };
}

/** The column as SQL has it. */
function declared({ operation, context, table, relation, column }: Place): OperationPlan {
  const { column: name, type, expression, stored } = operation;
  const kind = stored ? "stored" : "virtual";
  const expand = new StepList(context.catalog);
  expand.add({
    id: `o${context.index + 1}-column`,
    title: `Add ${name} to ${relation}, computed ${stored ? "when a row is written" : "when it is read"}`,
    kind: "ddl",
    statements: [
      `ALTER TABLE ${relation} ADD COLUMN ${quoteIdentifier(name)} ${type} GENERATED ALWAYS AS (${expression}) ${kind.toUpperCase()}`,
    ],
    probe: probeAll(is.generated(relation, name)),
    after: withColumn(table, column),
    // Its values are those of other columns.
    revert: [dropColumn(`o${context.index + 1}-column-drop`, table, relation, name)],
  });
  return partsOf({
    expand: expand.steps,
    relations: [relation],
    assumes: stored ? [smallTable(relation)] : [],
    serverMajors: stored ? SERVER_MAJORS : { ...SERVER_MAJORS, min: 18 },
    summary: `Add ${relation}.${quoteIdentifier(name)}`,
  });
}

const dropColumn = (id: string, table: Table, relation: string, name: string) => ({
  id,
  title: `Drop ${name} of ${relation}`,
  kind: "ddl" as const,
  statements: [`ALTER TABLE ${relation} DROP COLUMN IF EXISTS ${quoteIdentifier(name)}`],
  probe: probeAll(not(is.column(relation, name))),
  after: withoutColumn(table, name),
});

/** An ordinary column, and a trigger that gives it its value at every write; then the rows that are there. */
function byTrigger({
  operation,
  context,
  table,
  relation,
  column,
}: Place): ReturnType<typeof planAddGeneratedColumn> {
  const { catalog } = context;
  const { column: name, type, expression } = operation;
  if (table.kind === "partitioned" || treeOf(catalog, table).length > 1) {
    return refuse(
      "table",
      `${relation} has partitions, or tables that inherit from it: its rows cannot be filled in one walk, and a stored generated column writes them all under a lock`,
    );
  }
  if (!backfillKey(table, [])) {
    return refuse("table", withoutKey(relation));
  }
  const ofNew = ofRow(
    expression,
    table.columns.map((one) => one.name),
    "new",
  );
  const trigger = lastTriggerName(
    { schema: table.schema, table: table.name, column: name, to: "computed" },
    table,
  );
  if (ofNew === null) {
    return refuse(
      "expression",
      "it holds a query, or something that is not the row's: a trigger cannot compute it the same way",
    );
  }
  if (!trigger) {
    return refuse(
      "table",
      "no trigger name is left that sorts behind all others; rename the table's last one",
    );
  }
  // Stays for good, so it lives beside the table.
  const own = fitName(`${table.name}_${name}`, "_computed");
  const called = `${quoteIdentifier(table.schema)}.${quoteIdentifier(own)}`;
  if (catalog.functions.some((one) => one.schema === table.schema && one.name === own)) {
    return refuse(
      "column",
      `there is a function ${called} already, which is what the trigger would call: rename it first`,
    );
  }
  const body = `\nBEGIN\n  NEW.${quoteIdentifier(name)} := ${ofNew};\n  RETURN NEW;\nEND\n`;
  const prefix = `o${context.index + 1}`;
  const isThere = [
    is.columnAsWritten(relation, name, type),
    is.trigger(relation, trigger, called),
    is.routine(called, body),
  ];
  const expand = new StepList(catalog);
  expand.add({
    id: `${prefix}-expression`,
    title: `Check that the server understands what computes ${name}`,
    kind: "check",
    statements: [
      `SELECT ${quoteLiteral("No row can be read.")} AS problem FROM (SELECT ${castTo(expression, "text", type)} AS value FROM ${relation} LIMIT 0) AS there WHERE ROW(value) IS NULL`,
    ],
    probe: probeAll(is.column(relation, name)),
    revert: [],
  });
  expand.add({
    id: `${prefix}-column`,
    // In one transaction: no write may fall between the column and what computes it.
    title: `Add ${name} to ${relation}, empty, and compute it at every write from now on`,
    kind: "ddl",
    statements: [
      `ALTER TABLE ${relation} ADD COLUMN ${quoteIdentifier(name)} ${type}`,
      functionStatement({ function: called }, body),
      ...triggerStatements({ relation, trigger, function: called }),
    ],
    probe: probeAll(...isThere),
    after: withColumn(table, column),
    revert: [
      {
        id: `${prefix}-column-drop`,
        title: `Drop ${name} of ${relation}, with what computes it`,
        kind: "ddl",
        statements: [
          `DROP TRIGGER IF EXISTS ${quoteIdentifier(trigger)} ON ${relation}`,
          `DROP FUNCTION IF EXISTS ${called}()`,
          `ALTER TABLE ${relation} DROP COLUMN IF EXISTS ${quoteIdentifier(name)}`,
        ],
        probe: probeAll(
          not(is.column(relation, name)),
          not(is.triggerNamed(relation, trigger)),
          not(is.routine(called)),
        ),
        after: withoutColumn(table, name),
      },
    ],
  });
  return ok(
    partsOf({
      expand: expand.steps,
      fills: [
        {
          table,
          avoid: [],
          write: {
            kind: "update",
            assignments: [{ column: name, expression }],
            pending: differ(quoteIdentifier(name), `(${expression})`, column, catalog),
            archive: null,
          },
        },
      ],
      relations: [relation],
      summary: `Add ${relation}.${quoteIdentifier(name)}`,
      compatibleWith: { expand: ["The app as it is"], backfill: ["Every release"] },
      findings: [
        finding(
          "warning",
          "generated.by-trigger",
          relation,
          `${name} becomes an ordinary column that the trigger ${quoteIdentifier(trigger)} computes: GENERATED … STORED would write every row of ${relation} while nobody can read it. A value that an app gives is overwritten, not refused, and the expression may call what is not immutable.`,
          "Leave it out of INSERT and UPDATE, and mark it as read-only in the ORM.",
        ),
      ],
    }),
  );
}
