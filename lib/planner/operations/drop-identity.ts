import type { DropIdentity } from "@/lib/contracts/operation";
import { ok } from "@/lib/contracts/result";
import { quoteIdentifier, relationName } from "@/lib/sql/identifiers";
import { changedColumn } from "../evolve";
import {
  addIdentity,
  identityMajors,
  noIdentityOverPartitions,
  ownedSequence,
  pastHighest,
  samePosition,
  sequenceGrants,
} from "../identity";
import { fitName, shortHash } from "../names";
import { finding, partsOf } from "../operation-parts";
import type { OperationPlanner } from "../operation-plan";
import { treeOf } from "../partitioned-index";
import { inInterlock, is, not, probeAll } from "../probe";
import { ordinaryColumn, refuse } from "../refuse";
import { writeColumnDeploy } from "../snippets/add-column";
import { StepList } from "../step-list";

/** The sequence goes with the identity; how far it was is kept in one of ours, so that the way back repeats no number. */
export const planDropIdentity: OperationPlanner<DropIdentity> = (operation, context) => {
  const { catalog } = context;
  const found = ordinaryColumn(catalog, operation);
  if (!found.ok) return found;
  const { table, column, relation } = found.value;
  const sequence = ownedSequence(catalog, relation, column.name);
  const kind = column.identity;
  if (kind === null || !sequence)
    return refuse("column", `${column.name} of ${relation} is no identity column`);
  const notOver = noIdentityOverPartitions(catalog, table);
  if (notOver) return refuse("table", notOver);
  const full = `${relation}.${quoteIdentifier(column.name)}`;
  const kept = inInterlock(fitName(sequence.name, `_${shortHash(full)}_kept`));
  const name = relationName(sequence);
  const idPrefix = `o${context.index + 1}`;
  const alter = `ALTER TABLE ${relation} ALTER COLUMN ${quoteIdentifier(column.name)}`;
  const contract = new StepList(catalog);
  contract.add({
    id: `${idPrefix}-identity`,
    title: `Drop the identity of ${full}`,
    kind: "ddl",
    statements: [
      `CREATE SEQUENCE IF NOT EXISTS ${kept} MINVALUE -9223372036854775808 START WITH 1`,
      samePosition(name, kept),
      `${alter} DROP IDENTITY`,
    ],
    probe: probeAll(not(is.identity(relation, column.name))),
    after: changedColumn(table, column.name, { identity: null }),
    revert: [
      {
        id: `${idPrefix}-identity-back`,
        title: `Number new rows of ${relation} again`,
        kind: "ddl",
        statements: [
          addIdentity({
            relation,
            column: column.name,
            type: column.type,
            kind,
            name: sequence,
            like: sequence,
          }),
          samePosition(kept, name),
          pastHighest(name, relation, column.name),
          ...sequenceGrants(sequence),
          `DROP SEQUENCE ${kept}`,
        ],
        probe: probeAll(is.identity(relation, column.name)),
        after: () => catalog,
      },
    ],
  });
  const deploy = writeColumnDeploy({ relation, table: table.name, column: column.name, type: column.type });
  return ok(
    partsOf({
      contract: contract.steps,
      deploys: [{ ...deploy, before: "contract" }],
      relations: treeOf(catalog, table).map(relationName),
      serverMajors: identityMajors(table),
      breaking: true,
      summary: `Drop the identity of ${full}`,
      compatibleWith: { expand: [], backfill: [], contract: [`Only releases that write ${column.name}`] },
      findings: [
        finding(
          "info",
          "sequence.kept",
          relation,
          `Its sequence ${name} goes; how far it was is kept in ${kept} for the way back.`,
        ),
      ],
    }),
  );
};
