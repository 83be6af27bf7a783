import type { DropTable } from "@/lib/contracts/operation";
import { ok } from "@/lib/contracts/result";
import { shortHash } from "../names";
import { finding, partsOf } from "../operation-parts";
import type { OperationPlanner } from "../operation-plan";
import { is, not, probeAll } from "../probe";
import { ordinaryTable, refuse } from "../refuse";
import { unusedTableDeploy } from "../snippets/drop-table";
import { StepList } from "../step-list";
import {
  afterAside,
  asidePartners,
  asideRefusal,
  asideStatements,
  backStatements,
  isAside,
  keysAgain,
  tableAside,
} from "../table-aside";

/**
 * Not dropped at once: it moves, rows, indexes, sequences and all, to schema `interlock`, where the app cannot reach
 * it, and comes back from there in a moment and without loss. Who is sure drops it there.
 */
export const planDropTable: OperationPlanner<DropTable> = (operation, context) => {
  const { catalog, index } = context;
  const found = ordinaryTable(catalog, operation.table);
  if (!found.ok) return found;
  const { table, relation } = found.value;
  const reason = asideRefusal(catalog, table);
  if (reason) return refuse("table", reason);
  const idPrefix = `o${index + 1}`;
  const doomed = tableAside(table, `_${shortHash(relation)}_dropped`, idPrefix);
  const { aside } = doomed;
  const { added, proved } = keysAgain(doomed);
  const contract = new StepList(catalog);
  contract.add({
    id: `${idPrefix}-aside`,
    title: `Move ${relation} to ${aside}, out of the app's reach`,
    kind: "ddl",
    statements: asideStatements(doomed),
    probe: probeAll(...isAside(doomed)),
    after: afterAside(doomed),
    revert: [
      {
        id: `${idPrefix}-aside-back`,
        title: `Move ${relation} back`,
        kind: "ddl",
        statements: backStatements(doomed),
        probe: probeAll(is.relation(relation), not(is.relation(aside))),
        after: () => catalog,
      },
      ...added,
      ...proved,
    ],
  });
  return ok(
    partsOf({
      contract: contract.steps,
      deploys: [unusedTableDeploy(table.name, relation)],
      relations: [relation, ...asidePartners(table)],
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
