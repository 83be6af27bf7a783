import type { Column, Table } from "@/lib/catalog/model";
import type { ChangeColumnType } from "@/lib/contracts/operation";
import { ok } from "@/lib/contracts/result";
import { factsOf } from "@/lib/sql/facts";
import { quoteIdentifier, relationName } from "@/lib/sql/identifiers";
import { shortEstimate } from "../estimate";
import { changedColumn } from "../evolve";
import { finding, partsOf } from "../operation-parts";
import type { OperationPlanner } from "../operation-plan";
import { is, not, probeAll } from "../probe";
import { ordinaryColumn, refuse } from "../refuse";
import { StepList } from "../step-list";

/** In place, where the server neither writes nor reads the rows: the fact engine says so. */
export const planChangeColumnType: OperationPlanner<ChangeColumnType> = (operation, context) => {
  const { catalog, index } = context;
  const found = ordinaryColumn(catalog, operation);
  if (!found.ok) return found;
  const { table, column, relation } = found.value;
  const change = (type: string) =>
    `ALTER TABLE ${relation} ALTER COLUMN ${quoteIdentifier(column.name)} TYPE ${type}`;
  const facts = factsOf(change(operation.type), { serverMajor: catalog.serverMajor, catalog });
  const view = catalog.views.find((one) =>
    one.reads.some((read) => read.relation === relation && read.column === column.name),
  );
  if (view) {
    const message = `the view ${relationName(view)} reads ${column.name}, and Postgres refuses to change its type then. Drop or replace the view in a change before this one`;
    return refuse("column", message);
  }
  if (facts.rewrites || facts.scans || facts.unknown) {
    return refuse("type", otherWay(relation, table, column, operation.type, facts.rewrites || facts.unknown));
  }
  const collation = column.collation === null ? "" : ` COLLATE ${column.collation}`;
  const narrows = factsOf(change(column.type), {
    serverMajor: catalog.serverMajor,
    catalog: changedColumn(table, column.name, { type: operation.type })(catalog),
  });
  const idPrefix = `o${index + 1}`;
  const isOld = is.columnOfType(relation, column.name, column.type);
  const slow = narrows.rewrites || narrows.scans || narrows.unknown;
  const expand = new StepList(catalog);
  expand.add({
    id: `${idPrefix}-type`,
    title: `Make ${column.name} of ${relation} ${operation.type}`,
    kind: "ddl",
    statements: [change(`${operation.type}${collation}`)],
    probe: probeAll(not(isOld)),
    estimate: shortEstimate(),
    after: changedColumn(table, column.name, { type: operation.type }),
    revert: slow
      ? []
      : [
          {
            id: `${idPrefix}-type-back`,
            title: `Make ${column.name} ${column.type} again`,
            kind: "ddl",
            statements: [change(`${column.type}${collation}`)],
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
      relations: facts.locks.map((lock) => lock.relation),
      serverMajors: { min: catalog.serverMajor, max: catalog.serverMajor },
      summary: `Make ${relation}.${quoteIdentifier(column.name)} ${operation.type}`,
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
};

/** What to do where the server would work through all rows under a lock that stops everybody. */
function otherWay(relation: string, table: Table, column: Column, type: string, rewrites: boolean): string {
  const work = rewrites ? "writes" : "reads";
  const next = `${column.name}_next`;
  return (
    `making ${column.name} ${type} in place ${work} every row of ${relation} while nobody can use it. Instead: ` +
    `add ${table.name}.${next} ${type} filled from ${column.name}, let a release write both columns and then read only ${next}, ` +
    `and drop ${column.name} in a later change`
  );
}
