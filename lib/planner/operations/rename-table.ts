import type { Table } from "@/lib/catalog/model";
import type { RenameTable } from "@/lib/contracts/operation";
import { ok } from "@/lib/contracts/result";
import { quoteIdentifier, quoteLiteral, relationName } from "@/lib/sql/identifiers";
import { mentionsWord } from "../copy-refusals";
import { shortEstimate } from "../estimate";
import { renamedTable } from "../evolve";
import { finding, partsOf } from "../operation-parts";
import type { OperationPlanner } from "../operation-plan";
import { is, not, probeAll } from "../probe";
import { ordinaryTable, refuse } from "../refuse";
import { tableNameDeploys } from "../snippets/rename-table";
import { StepList } from "../step-list";

/**
 * One short transaction: the new name, and a view that is automatically updatable under the old one. The view runs
 * with the rights of whoever asks (`security_invoker`, from 15 on), so policies hold through it.
 * https://www.postgresql.org/docs/current/sql-createview.html#SQL-CREATEVIEW-UPDATABLE-VIEWS
 */
export const planRenameTable: OperationPlanner<RenameTable> = (operation, context) => {
  const { catalog, index } = context;
  const found = ordinaryTable(catalog, operation.table);
  if (!found.ok) return found;
  const { table, relation } = found.value;
  if (catalog.serverMajor < 15 && (table.rowSecurity || table.policies.length > 0)) {
    return refuse(
      "table",
      `${relation} has row security, which a view under the old name would get around before version 15. Keep the name in the database and map it in the app`,
    );
  }
  if (catalog.tables.some((one) => one.inheritsFrom.includes(relation)) && table.kind !== "partitioned") {
    return refuse(
      "table",
      `${relation} has inheriting tables. Keep the name in the database and map it in the app`,
    );
  }
  const renamed = relationName({ schema: table.schema, name: operation.to });
  const idPrefix = `o${index + 1}`;
  const view = viewStatements(table, relation, renamed, catalog.serverMajor);
  const isThere = [is.tableOfKind(renamed), is.view(relation)];

  const expand = new StepList(catalog);
  expand.add({
    id: `${idPrefix}-rename`,
    title: `Rename ${relation} to ${operation.to}; a view answers to the old name`,
    kind: "ddl",
    statements: [`ALTER TABLE ${relation} RENAME TO ${quoteIdentifier(operation.to)}`, ...view],
    // After contract the view is gone and the step still done.
    probe: probeAll(is.tableOfKind(renamed), not(is.tableOfKind(relation))),
    estimate: shortEstimate(),
    after: renamedTable(table, operation.to),
    revert: [
      {
        id: `${idPrefix}-rename-back`,
        title: `Drop the view and give ${renamed} its name back`,
        kind: "ddl",
        statements: [
          `DROP VIEW ${relation}`,
          `ALTER TABLE ${renamed} RENAME TO ${quoteIdentifier(table.name)}`,
        ],
        probe: probeAll(is.tableOfKind(relation), not(is.tableOfKind(renamed))),
      },
    ],
  });
  const contract = new StepList(expand.catalog);
  contract.add({
    id: `${idPrefix}-view`,
    title: `Drop the view under the old name ${relation}`,
    kind: "ddl",
    statements: [`DROP VIEW ${relation}`],
    probe: probeAll(not(is.view(relation))),
    estimate: shortEstimate(),
    revert: [
      {
        id: `${idPrefix}-view-again`,
        title: `Let a view answer to ${relation} again`,
        kind: "ddl",
        statements: view,
        probe: probeAll(...isThere),
      },
    ],
  });
  const routines = catalog.functions.filter((one) => mentionsWord(one.body, table.name));
  return ok(
    partsOf({
      expand: expand.steps,
      contract: contract.steps,
      deploys: tableNameDeploys(table.name, operation.to, relation),
      relations: [relation, renamed],
      breaking: true,
      summary: `Rename ${relation} to ${quoteIdentifier(operation.to)}; a view keeps the old name until no release says it`,
      compatibleWith: {
        expand: [`Releases that say ${table.name}`, `Releases that say ${operation.to}`],
        backfill: [],
        contract: [`Only releases that say ${operation.to}`],
      },
      findings: [
        finding(
          "warning",
          "view.limits",
          relation,
          `Until contract ${relation} is a view: reads, INSERT, UPDATE, DELETE, RETURNING and ON CONFLICT work; COPY … FROM, TRUNCATE, ALTER TABLE, CREATE INDEX and new foreign keys under the old name do not, and ORMs that look up primary keys or sequences in the catalog find none.`,
          "Look for such statements before expand.",
        ),
        ...routines.map((routine) =>
          finding(
            "warning",
            "function.mentions",
            relation,
            `The function ${relationName(routine)} mentions ${table.name}: it works through the view until contract.`,
            `Let it say ${operation.to} before contract.`,
          ),
        ),
      ],
    }),
  );
};

const VIEW_RIGHTS = new Set(["SELECT", "INSERT", "UPDATE", "DELETE"]);

function viewStatements(table: Table, relation: string, renamed: string, serverMajor: number): string[] {
  const columns = [...table.columns]
    .sort((a, b) => a.position - b.position)
    .map(({ name }) => quoteIdentifier(name));
  const invoker = serverMajor >= 15 ? " WITH (security_invoker = true)" : "";
  const to = (grantee: string) => (/^public$/i.test(grantee) ? "PUBLIC" : quoteIdentifier(grantee));
  const option = (grantable: boolean) => (grantable ? " WITH GRANT OPTION" : "");
  return [
    `CREATE VIEW ${relation}${invoker} AS SELECT ${columns.join(", ")} FROM ${renamed}`,
    ...(table.grants ?? [])
      .filter(({ privilege }) => VIEW_RIGHTS.has(privilege))
      .map(
        ({ privilege, grantee, grantable }) =>
          `GRANT ${privilege} ON TABLE ${relation} TO ${to(grantee)}${option(grantable)}`,
      ),
    ...table.columns.flatMap((column) =>
      column.grants
        .filter(({ privilege }) => VIEW_RIGHTS.has(privilege))
        .map(
          ({ privilege, grantee, grantable }) =>
            `GRANT ${privilege} (${quoteIdentifier(column.name)}) ON TABLE ${relation} TO ${to(grantee)}${option(grantable)}`,
        ),
    ),
    `COMMENT ON VIEW ${relation} IS ${quoteLiteral(`The former name of ${renamed}`)}`,
  ];
}
