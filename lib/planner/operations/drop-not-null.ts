import type { DropNotNull } from "@/lib/contracts/operation";
import { ok } from "@/lib/contracts/result";
import { quoteIdentifier } from "@/lib/sql/identifiers";
import { notNullConstraint } from "../attached";
import { changedColumn } from "../evolve";
import { newNotNullDrafts } from "../not-null";
import { finding, notNullMajors, partsOf } from "../operation-parts";
import type { OperationPlanner } from "../operation-plan";
import { is, not, probeAll } from "../probe";
import { ordinaryTable } from "../refuse";
import { StepList } from "../step-list";

/** One statement that changes the catalog only. The way back checks every row beside the app. */
export const planDropNotNull: OperationPlanner<DropNotNull> = ({ table: name, column }, context) => {
  const { catalog, index } = context;
  const found = ordinaryTable(catalog, name);
  if (!found.ok) return found;
  const { table, relation } = found.value;
  const idPrefix = `o${index + 1}`;
  const expand = new StepList(catalog);
  expand.add({
    id: `${idPrefix}-nullable`,
    title: `Let ${column} of ${relation} be null`,
    kind: "ddl",
    statements: [`ALTER TABLE ${relation} ALTER COLUMN ${quoteIdentifier(column)} DROP NOT NULL`],
    probe: probeAll(not(is.notNull(relation, column))),
    after: changedColumn(table, column, { notNull: false }),
    revert: newNotNullDrafts({
      table,
      column,
      serverMajor: catalog.serverMajor,
      idPrefix,
      constraint: notNullConstraint(table, column),
    }),
  });
  return ok(
    partsOf({
      expand: expand.steps,
      relations: [relation],
      serverMajors: notNullMajors(catalog.serverMajor),
      summary: `Allow null in ${relation}.${quoteIdentifier(column)}`,
      compatibleWith: {
        expand: ["The app as it is, as long as nothing writes null", `Releases that read a null ${column}`],
        backfill: [],
        contract: [],
      },
      findings: [
        finding(
          "info",
          "reads.null",
          relation,
          `From now on ${column} may be null: every release that reads it has to bear that before one writes it.`,
          `The way back fails while a row has no ${column}.`,
        ),
      ],
    }),
  );
};
