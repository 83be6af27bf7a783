import type { Table } from "@/lib/catalog/model";
import type { RenameTable, SetSchema } from "@/lib/contracts/operation";
import { ok } from "@/lib/contracts/result";
import { type QualifiedName, quoteIdentifier, quoteLiteral, relationName } from "@/lib/sql/identifiers";
import { mentionsWord } from "../copy-refusals";
import { type Evolve, movedTable, renamedTable } from "../evolve";
import { finding, partsOf } from "../operation-parts";
import type { OperationPlan, OperationPlanner, PlanContext } from "../operation-plan";
import { is, not, probeAll } from "../probe";
import { ordinaryTable, refuse } from "../refuse";
import { tableNameDeploys, tableSchemaDeploys } from "../snippets/rename-table";
import { StepList } from "../step-list";

/**
 * One short transaction: the new name, and a view that is automatically updatable under the old one. The view runs
 * with the rights of whoever asks (`security_invoker`, from 15 on), so policies hold through it.
 * https://www.postgresql.org/docs/current/sql-createview.html#SQL-CREATEVIEW-UPDATABLE-VIEWS
 */
export const planRenameTable: OperationPlanner<RenameTable> = (operation, context) =>
  behindView(operation.table, context, (table, relation) => {
    const to = { schema: table.schema, name: operation.to };
    return {
      to,
      said: { before: table.name, after: operation.to },
      title: `Rename ${relation} to ${operation.to}`,
      moves: [`ALTER TABLE ${relation} RENAME TO ${quoteIdentifier(operation.to)}`],
      back: [`ALTER TABLE ${relationName(to)} RENAME TO ${quoteIdentifier(table.name)}`],
      after: renamedTable(table, operation.to),
      deploys: tableNameDeploys(table.name, operation.to, relation),
    };
  });

/** The same with another schema: clients that find the table by its search path alone notice nothing. */
export const planSetSchema: OperationPlanner<SetSchema> = (operation, context) =>
  behindView(operation.table, context, (table, relation) => {
    const to = { schema: operation.to, name: table.name };
    return {
      to,
      said: { before: relation, after: relationName(to) },
      title: `Move ${relation} to schema ${quoteIdentifier(operation.to)}`,
      moves: [`ALTER TABLE ${relation} SET SCHEMA ${quoteIdentifier(operation.to)}`],
      back: [`ALTER TABLE ${relationName(to)} SET SCHEMA ${quoteIdentifier(table.schema)}`],
      after: movedTable(table, table.name, operation.to),
      deploys: tableSchemaDeploys(table.name, operation.to, relation),
      findings: [
        finding(
          "warning",
          "schema.usage",
          relation,
          `Roles of the app need USAGE on schema ${quoteIdentifier(operation.to)} to say ${relationName(to)}.`,
          "Grant it before the release that says the new name.",
        ),
      ],
    };
  });

interface Move {
  readonly to: QualifiedName;
  /** How releases before and after name the table. */
  readonly said: { readonly before: string; readonly after: string };
  readonly title: string;
  readonly moves: readonly string[];
  readonly back: readonly string[];
  readonly after: Evolve;
  readonly deploys: OperationPlan["deploys"];
  readonly findings?: OperationPlan["findings"];
}

function behindView(
  name: string,
  context: PlanContext,
  moveOf: (table: Table, relation: string) => Move,
): ReturnType<OperationPlanner<RenameTable>> {
  const { catalog, index } = context;
  const found = ordinaryTable(catalog, name);
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
  const move = moveOf(table, relation);
  const renamed = relationName(move.to);
  const idPrefix = `o${index + 1}`;
  const view = viewStatements(table, relation, renamed, catalog.serverMajor);
  const isThere = [is.tableOfKind(renamed), is.view(relation)];

  const expand = new StepList(catalog);
  expand.add({
    id: `${idPrefix}-rename`,
    title: `${move.title}; a view answers to the old name`,
    kind: "ddl",
    statements: [...move.moves, ...view],
    // After contract the view is gone and the step still done.
    probe: probeAll(is.tableOfKind(renamed), not(is.tableOfKind(relation))),
    after: move.after,
    revert: [
      {
        id: `${idPrefix}-rename-back`,
        title: `Drop the view and give ${renamed} its name back`,
        kind: "ddl",
        statements: [`DROP VIEW ${relation}`, ...move.back],
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
      deploys: move.deploys,
      relations: [relation, renamed],
      breaking: true,
      summary: `${move.title}; a view keeps the old name until no release says it`,
      compatibleWith: {
        expand: [`Releases that say ${move.said.before}`, `Releases that say ${move.said.after}`],
        backfill: [],
        contract: [`Only releases that say ${move.said.after}`],
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
            `Let it say ${move.said.after} before contract.`,
          ),
        ),
        ...(move.findings ?? []),
      ],
    }),
  );
}

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
