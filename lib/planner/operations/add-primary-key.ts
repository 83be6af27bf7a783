import type { Table } from "@/lib/catalog/model";
import type { AddPrimaryKey } from "@/lib/contracts/operation";
import { ok } from "@/lib/contracts/result";
import { quoteIdentifier, relationName } from "@/lib/sql/identifiers";
import { notNullConstraint } from "../attached";
import { changedColumn } from "../evolve";
import { findColumn } from "../find-table";
import { newKeyDrafts, notOverPartitions } from "../new-key";
import { newNotNullDrafts } from "../not-null";
import { finding, notNullMajors, partsOf } from "../operation-parts";
import type { OperationPlanner } from "../operation-plan";
import { treeOf } from "../partitioned-index";
import { is, not, probeAll } from "../probe";
import { ordinaryTable, refuse } from "../refuse";
import { obeyRuleDeploy } from "../snippets/obey-rule";
import { type RevertDraft, StepList } from "../step-list";

/**
 * The columns become NOT NULL by a proof, a unique index is built beside reads and writes, and both become the key in a
 * short statement: over columns that are NOT NULL already `PRIMARY KEY USING INDEX` reads no row (observed on 12 to 18).
 */
export const planAddPrimaryKey: OperationPlanner<AddPrimaryKey> = (operation, context) => {
  const { catalog, index } = context;
  const found = ordinaryTable(catalog, operation.table);
  if (!found.ok) return found;
  const { table, relation } = found.value;
  if (operation.name === null) return refuse("table", `there is no table ${operation.table}`);
  const { name, columns } = operation;
  const notOver = notOverPartitions(table, columns);
  if (notOver) return refuse("columns", notOver);
  const list = columns.map(quoteIdentifier).join(", ");
  const idPrefix = `o${index + 1}`;
  const nullable = columns.filter((column) => !findColumn(table, column)?.notNull);
  const tighten = new StepList(catalog);
  for (const column of nullable) {
    const drafts = newNotNullDrafts({
      table,
      column,
      serverMajor: catalog.serverMajor,
      idPrefix: `${idPrefix}-${column}`,
      constraint: notNullConstraint(table, column),
    });
    const partitions = catalog.serverMajor < 18 ? [] : treeOf(catalog, table).slice(1);
    for (const draft of drafts) {
      tighten.add(
        draft.revert
          ? {
              ...draft,
              revert: [...draft.revert, ...partitions.map((one) => nullAgain(one, column, idPrefix))],
            }
          : draft,
      );
    }
  }
  for (const draft of newKeyDrafts({ catalog, table, name, columns, type: "primary key", idPrefix })) {
    tighten.add(draft);
  }
  const where = nullable.map((column) => `${quoteIdentifier(column)} IS NULL`).join(" OR ");
  return ok(
    partsOf({
      tighten: tighten.steps,
      deploys: [
        obeyRuleDeploy({
          relation,
          table: table.name,
          rule: `that each row has a (${list}) of its own, never null`,
        }),
      ],
      relations: treeOf(catalog, table).map(relationName),
      serverMajors:
        nullable.length > 0
          ? notNullMajors(catalog.serverMajor)
          : partsOf({ relations: [], summary: "" }).serverMajors,
      summary: `Make (${list}) the primary key of ${relation}`,
      compatibleWith: {
        expand: [],
        backfill: ["Only releases that write no duplicates and no nulls"],
        contract: [],
      },
      findings: [
        finding(
          "info",
          "rows.duplicate",
          relation,
          `Rows with the same (${list}) make the build fail; then nothing is left behind, and the phase can be run again.`,
          `Find them: SELECT ${list}, count(*) FROM ${relation} GROUP BY ${list} HAVING count(*) > 1 LIMIT 20`,
        ),
        ...(nullable.length > 0
          ? [
              finding(
                "info",
                "rows.null",
                relation,
                `Rows without a (${nullable.map(quoteIdentifier).join(", ")}) make the proof fail.`,
                `Find them: SELECT * FROM ${relation} WHERE ${where} LIMIT 20`,
              ),
            ]
          : []),
      ],
    }),
  );
};

/** From 18 on the key of a partition leaves it a NOT NULL of its own, which that of the whole table does not take along. */
function nullAgain(partition: Table, column: string, idPrefix: string): RevertDraft {
  const relation = relationName(partition);
  return {
    id: `${idPrefix}-${column}-null-${partition.name}`,
    title: `Let ${column} of ${relation} be null again`,
    kind: "ddl",
    statements: [`ALTER TABLE ${relation} ALTER COLUMN ${quoteIdentifier(column)} DROP NOT NULL`],
    probe: probeAll(not(is.notNull(relation, column))),
    after: changedColumn(partition, column, { notNull: false }),
  };
}
