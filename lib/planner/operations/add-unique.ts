import type { AddUnique } from "@/lib/contracts/operation";
import { ok } from "@/lib/contracts/result";
import { quoteIdentifier, relationName } from "@/lib/sql/identifiers";
import { newKeyDrafts, notOverPartitions } from "../new-key";
import { finding, partsOf } from "../operation-parts";
import { type OperationPlanner, SERVER_MAJORS } from "../operation-plan";
import { treeOf } from "../partitioned-index";
import { ordinaryTable, refuse } from "../refuse";
import { obeyRuleDeploy } from "../snippets/obey-rule";
import { StepList } from "../step-list";

/** A unique index, built beside reads and writes, becomes the constraint in a short statement. */
export const planAddUnique: OperationPlanner<AddUnique> = (operation, context) => {
  const { catalog, index } = context;
  const found = ordinaryTable(catalog, operation.table);
  if (!found.ok) return found;
  const { table, relation } = found.value;
  if (operation.name === null) return refuse("table", `there is no table ${operation.table}`);
  const { name, columns, nullsNotDistinct = false } = operation;
  const notOver = notOverPartitions(table, columns);
  if (notOver) return refuse("columns", notOver);
  const list = columns.map(quoteIdentifier).join(", ");
  const idPrefix = `o${index + 1}`;
  const tighten = new StepList(catalog);
  for (const draft of newKeyDrafts({
    catalog,
    table,
    name,
    columns,
    type: "unique",
    nullsNotDistinct,
    idPrefix,
  })) {
    tighten.add(draft);
  }
  const present = columns.map((column) => `${quoteIdentifier(column)} IS NOT NULL`).join(" AND ");
  const where = nullsNotDistinct ? "" : ` WHERE ${present}`;
  return ok(
    partsOf({
      tighten: tighten.steps,
      deploys: [
        obeyRuleDeploy({ relation, table: table.name, rule: `that no two rows have the same (${list})` }),
      ],
      ...(nullsNotDistinct ? { serverMajors: { ...SERVER_MAJORS, min: 15 } } : {}),
      relations: treeOf(catalog, table).map(relationName),
      summary: `Make (${list}) of ${relation} unique`,
      compatibleWith: { expand: [], backfill: ["Only releases that write no duplicates"], contract: [] },
      findings: [
        finding(
          "info",
          "rows.duplicate",
          relation,
          `Rows with the same (${list}) make the build fail; then nothing is left behind, and the phase can be run again.`,
          `Find them: SELECT ${list}, count(*) FROM ${relation}${where} GROUP BY ${list} HAVING count(*) > 1 LIMIT 20`,
        ),
      ],
    }),
  );
};
