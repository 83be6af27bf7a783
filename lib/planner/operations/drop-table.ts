import type { Catalog, Table } from "@/lib/catalog/model";
import type { DropTable } from "@/lib/contracts/operation";
import { ok } from "@/lib/contracts/result";
import { referenced } from "@/lib/sql/facts/known";
import { quoteIdentifier, relationName } from "@/lib/sql/identifiers";
import { shortEstimate } from "../estimate";
import { all, movedTable, withoutConstraint } from "../evolve";
import { fitName, INTERLOCK_SCHEMA, shortHash } from "../names";
import { finding, partsOf } from "../operation-parts";
import type { OperationPlanner } from "../operation-plan";
import { inInterlock, is, not, probeAll } from "../probe";
import { ordinaryTable, refuse } from "../refuse";
import { unusedTableDeploy } from "../snippets/drop-table";
import { type RevertDraft, StepList } from "../step-list";
import { validatedConstraint } from "../validated-constraint";

/**
 * Not dropped at once: it moves, rows, indexes, sequences and all, to schema `interlock`, where the app cannot reach
 * it, and comes back from there in a moment and without loss. Who is sure drops it there.
 */
export const planDropTable: OperationPlanner<DropTable> = (operation, context) => {
  const { catalog, index } = context;
  const found = ordinaryTable(catalog, operation.table);
  if (!found.ok) return found;
  const { table, relation } = found.value;
  const reason = whyNot(catalog, table, relation);
  if (reason) return refuse("table", reason);
  const idPrefix = `o${index + 1}`;
  const asideName = fitName(table.name, `_${shortHash(relation)}_dropped`);
  const aside = inInterlock(asideName);
  const keys = table.constraints.filter((one) => one.type === "foreign key");
  const partners = keys.flatMap((key) => referenced(key) ?? []).filter((name) => name !== relation);
  const contract = new StepList(catalog);
  const back: RevertDraft[] = keys.flatMap((key) => {
    const constraint = { ...key, definition: key.definition.replace(/ NOT VALID$/, "") };
    const drafts = validatedConstraint({ table, relation, constraint, idPrefix: `${idPrefix}-${key.name}` });
    return key.validated ? drafts : drafts.slice(0, 1);
  });
  contract.add({
    id: `${idPrefix}-aside`,
    title: `Move ${relation} to ${aside}, out of the app's reach`,
    kind: "ddl",
    statements: [
      // Kept, they would go on holding rows of other tables.
      ...keys.map((key) => `ALTER TABLE ${relation} DROP CONSTRAINT ${quoteIdentifier(key.name)}`),
      `ALTER TABLE ${relation} SET SCHEMA ${INTERLOCK_SCHEMA}`,
      `ALTER TABLE ${inInterlock(table.name)} RENAME TO ${quoteIdentifier(asideName)}`,
    ],
    probe: probeAll(is.relation(aside), not(is.relation(relation))),
    estimate: shortEstimate(),
    after: all(...keys.map((key) => withoutConstraint(table, key.name)), movedTable(table, table.name)),
    revert: [
      {
        id: `${idPrefix}-aside-back`,
        title: `Move ${relation} back`,
        kind: "ddl",
        statements: [
          `ALTER TABLE ${aside} RENAME TO ${quoteIdentifier(table.name)}`,
          `ALTER TABLE ${inInterlock(table.name)} SET SCHEMA ${quoteIdentifier(table.schema)}`,
        ],
        probe: probeAll(is.relation(relation), not(is.relation(aside))),
        after: () => catalog,
      },
      ...back,
    ],
  });
  return ok(
    partsOf({
      contract: contract.steps,
      deploys: [unusedTableDeploy(table.name, relation)],
      relations: [...new Set([relation, ...partners])],
      breaking: true,
      summary: `Put ${relation} aside as ${aside}`,
      compatibleWith: { expand: [], backfill: [], contract: [`Only releases that do not use ${table.name}`] },
      findings: [
        finding(
          "info",
          "table.kept",
          relation,
          `The rows stay in ${aside}, with their indexes, until somebody runs DROP TABLE ${aside}. Until then the change can be taken back without loss.`,
        ),
        ...(table.publications.length > 0
          ? [
              finding(
                "warning",
                "publication.table",
                relation,
                `${relation} is published (${table.publications.join(", ")}) and stays so under its new name.`,
                "Take it out of the publications before contract.",
              ),
            ]
          : []),
      ],
    }),
  );
};

/** Tables that the executor keeps in schema `interlock`. */
const OURS = new Set(["version", "run", "cursor", "ledger"]);

function whyNot(catalog: Catalog, table: Table, relation: string): string | null {
  if (OURS.has(table.name)) {
    return `${table.name} is also the name of a table of ours in schema interlock, where it would go: rename it in a change before this one`;
  }
  if (table.kind === "partitioned" || catalog.tables.some((one) => one.inheritsFrom.includes(relation))) {
    return `${relation} has partitions or inheriting tables: drop those first, one change each`;
  }
  for (const other of catalog.tables) {
    const key = other.constraints.find((one) => other !== table && referenced(one) === relation);
    if (key)
      return `the foreign key ${key.name} of ${relationName(other)} points at it: drop it in a change before this one`;
  }
  const view = catalog.views.find((one) => one.reads.some((read) => read.relation === relation));
  if (view) return `the view ${relationName(view)} reads it: drop or replace it in a change before this one`;
  return null;
}
